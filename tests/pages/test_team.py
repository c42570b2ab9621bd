"""My team: the tree, never above oneself, and never slower for being larger."""

import pytest
from django.contrib.auth import get_user_model

from agents import team
from agents.models import Agent
from tests import build

HTMX = {"HX-Request": "true"}


@pytest.fixture
def bea(db, client):
    """Ann above Bea above Dan, Dora and Dirk; Dan above Fay; Cy beside Bea."""
    ann = build.agent("ANN", name="Ann Above")
    bea = build.agent("BEA", under=ann, name="Bea Bold")
    build.agent("CY", under=ann, name="Cy Beside")
    dan = build.agent("DAN", under=bea, name="Dan Deep")
    build.agent("DORA", under=bea, name="Dora Deep", status="suspended")
    build.agent("DIRK", under=bea, name="Dirk Deep", status="terminated")
    build.agent("FAY", under=dan, name="Fay Far")
    user = build.log_in_for(bea, get_user_model())
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return Agent.objects.get(code="BEA")


def test_the_summary_counts_people_and_levels(bea):
    summary = team.summary(bea)
    assert (summary.people, summary.active, summary.recruits) == (4, 2, 3)
    assert summary.levels == {1: 3, 2: 1}


def test_levels_beyond_the_first_four_are_folded_away(bea, client):
    below = Agent.objects.get(code="FAY")
    for number in range(4):
        below = build.agent(f"G{number}", under=below)
    assert "2 more levels" in client.get("/team/").content.decode()


def test_a_member_shows_its_level_recruits_and_team(bea):
    dan, dora, dirk = team.recruits_of(bea, seen_by=bea).members
    assert (dan.agent.code, dan.level, dan.recruits, dan.team) == ("DAN", 1, 1, 1)
    assert (dora.recruits, dora.team) == (0, 0)
    assert dirk.is_my_recruit


def test_who_has_recruits_opens_and_works_without_scripts_too(bea, client):
    page = client.get("/team/").content.decode()
    assert page.count('<details class="opens"') == 1
    assert 'hx-get="/team/?under=DAN"' in page
    assert '<a href="/team/?under=DAN">' in page
    assert "suspended" in page
    assert "terminated" in page


def test_the_path_to_an_agent_begins_with_me_and_not_above(bea, client):
    page = client.get("/team/?under=FAY").content.decode()
    crumbs = page[page.index('<ol class="crumbs">') : page.index("</ol>")]
    assert ">Me<" in crumbs
    assert "Dan Deep" in crumbs
    assert "Fay Far" in crumbs
    assert "Ann Above" not in page
    assert "Cy Beside" not in page


def test_the_search_takes_every_word_and_says_who_recruited(bea, client):
    page = client.get("/team/?q=far+fay").content.decode()
    assert "Fay Far" in page
    assert "recruited by Dan Deep" in page
    assert '<a href="/team/?under=FAY">' in page
    found = client.get("/team/?q=deep", headers=HTMX).content.decode()
    assert found.count('class="row member"') == 3


def test_a_long_search_goes_on_where_it_stopped(bea, client):
    for number in range(55):
        build.agent(f"H{number:02}", under=bea, name=f"Heir {number:02}")
    first = client.get("/team/?q=heir", headers=HTMX).content.decode()
    assert "Heir 49" in first
    assert "Heir 50" not in first
    assert "after=H49" in first
    rest = client.get("/team/?q=heir&after=H49", headers=HTMX).content.decode()
    assert rest.count('class="row member"') == 5
    assert "<ul" not in rest
    assert "after=H" not in rest


def test_the_next_fifty_without_scripts_can_be_left_again(bea, client):
    page = client.get("/team/?under=BEA&after=DAN").content.decode()
    assert "Dan Deep" not in page
    assert "Dora Deep" in page
    assert "Back to the first" in page
