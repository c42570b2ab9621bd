"""The distributor's own page: two links, their pictures, and what came through them."""

import pytest
from django.contrib.auth import get_user_model

from agents.enrolment.confirming import confirm
from tests import build
from tests.growing import people
from tests.growing.people import NOW, TODAY

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def as_bea(bea, client):
    user = build.log_in_for(bea, get_user_model())
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page_of(client) -> str:
    return client.get("/grow/").content.decode()


def test_it_has_both_links_and_their_codes(as_bea):
    page = page_of(as_bea)
    assert 'value="http://testserver/with/BEA/"' in page
    assert 'value="http://testserver/join/BEA/"' in page
    assert page.count('<svg aria-hidden="true" viewBox') == 2


def test_before_anybody_came_it_says_what_to_do(as_bea):
    page = page_of(as_bea)
    assert "Nobody has subscribed through it yet" in page
    assert "Nobody has applied through it yet" in page
    assert "offers nothing on this page yet" in page
    assert "no agreement in force" in page


def test_it_counts_what_came_through_each_and_names_nobody(as_bea, bea):
    internet, mobile = people.offer(), people.offer("Mobile")
    for email, of in (("dee@x.net", internet), ("dee@x.net", mobile), ("eve@x.net", internet)):
        people.subscribed(under=bea, email=email, of=of)
    people.applied(under=bea, email="gus@example.com", name="Gus Waiting")
    confirm(people.applied(under=bea), today=TODAY, at=NOW)
    page = page_of(as_bea)
    assert "<dt>Customers through it</dt><dd>2</dd>" in page
    assert "<dt>Applied, still to confirm</dt><dd>1</dd>" in page
    assert "<dt>Joined through it</dt><dd>1</dd>" in page
    assert "Gus" not in page


def test_who_was_another_s_customer_before_is_not_counted(as_bea, bea):
    build.customer("C1", of=bea.sponsor, email="dee@example.net")
    people.subscribed(under=bea)
    assert "Customers through it" not in page_of(as_bea)


def test_what_came_through_another_s_link_is_not_counted(as_bea, bea):
    people.subscribed(under=bea.sponsor)
    people.applied(under=bea.sponsor)
    page = page_of(as_bea)
    assert "through it</dt>" not in page


def test_a_terminated_one_is_told_that_its_links_lead_elsewhere(as_bea, bea):
    bea.status = "terminated"
    bea.save()
    assert "led to somebody else" in page_of(as_bea)


@pytest.mark.parametrize("which", ["customers", "agents"])
@pytest.mark.parametrize(
    ("kind", "begins", "content_type"),
    [("svg", b"<?xml", "image/svg+xml"), ("png", b"\x89PNG", "image/png")],
)
def test_the_codes_are_there_to_be_printed(as_bea, which, kind, begins, content_type):
    answer = as_bea.get(f"/grow/{which}.{kind}")
    assert answer.content.startswith(begins)
    assert b"style" not in answer.content
    assert answer.headers["Content-Type"] == content_type
    assert f'filename="{which}-BEA.{kind}"' in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("path", ["customers.gif", "others.svg"])
def test_there_are_no_others(as_bea, path):
    assert as_bea.get(f"/grow/{path}").status_code == 404


def test_the_page_asks_no_more_when_more_have_come(as_bea, bea, django_assert_max_num_queries):
    internet = people.offer()
    for number in range(12):
        people.subscribed(under=bea, email=f"c{number}@example.net", of=internet)
        people.applied(under=bea, email=f"a{number}@example.com")
    with django_assert_max_num_queries(9):
        assert as_bea.get("/grow/").status_code == 200
