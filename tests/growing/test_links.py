"""Nobody gets lost: whoever follows a link finds somebody who is there."""

import pytest

from agents import links
from tests import build


def test_a_link_leads_to_its_agent(bea):
    link = links.followed("BEA")
    assert (link.agent, link.own, link.through) == (bea, True, bea)


def test_typed_in_small_letters_too(bea):
    assert links.followed("bea").agent == bea


def test_a_suspended_agent_keeps_its_link(bea):
    cy = build.agent("CY", under=bea, status="suspended")
    assert links.followed("CY").agent == cy


@pytest.mark.parametrize("code", ["GONE", "NOBODY", "", "x" * 40, "a/b", "\0", "ÄÖ"])
def test_without_anybody_the_first_root_takes_over(bea, code):
    build.agent("GONE", under=bea, status="terminated")
    link = links.followed(code)
    assert (link.agent.code, link.own, link.through) == ("ANN", False, None)
    assert len(link.code) <= 32


def test_the_company_says_who_takes_over(bea, settings):
    settings.DEFAULT_SPONSOR = "BEA"
    assert links.followed("NOBODY").agent == bea


def test_a_default_sponsor_that_is_terminated_does_not(bea, settings):
    build.agent("CY", under=bea, status="terminated")
    settings.DEFAULT_SPONSOR = "CY"
    assert links.followed("NOBODY").agent.code == "ANN"


def test_nor_does_a_root_that_is_terminated(db):
    build.agent("OLD", status="terminated")
    new = build.agent("NEW")
    assert links.followed("OLD").agent == new


def test_where_there_is_nobody_the_page_says_so(db, client):
    with pytest.raises(links.NobodyLeft):
        links.followed("ANN")
    for path in ("/with/ANN/", "/join/ANN/"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "nobody here yet" in answer.content.decode()
