"""The network for programs: up, down, as of a day, and what of others is told."""

from datetime import UTC, date, datetime

import pytest

from agents import preferences
from agents.models import Agent
from agents.tree.move import move
from commissions.nights.run import run_through
from tests import build
from tests.api.conftest import public

NOW = datetime(2026, 1, 3, 12, tzinfo=UTC)


@pytest.fixture
def tree(api):
    """Ann above Bea and Cy, as ever; Bea above Dan above Eve. After two nights Dan is moved to Cy,
    and a third night has seen it."""
    bea, cy = (Agent.objects.get(code=code) for code in ("BEA", "CY"))
    dan = build.agent("DAN", under=bea)
    build.agent("EVE", under=dan)
    run_through(through=date(2026, 1, 2))
    move(dan, to=cy, by=None, reason="Cy recruited him", at=NOW)
    run_through(through=date(2026, 1, 3))
    return {who.code: public(who, "agt") for who in Agent.objects.all()}


def codes(answer) -> list[str]:
    found = answer.json()
    return [row["code"] for row in (found["results"] if isinstance(found, dict) else found)]


def test_the_tree_of_now(api, tree):
    client = api("staff")
    assert codes(client.get(f"/agents/{tree['BEA']}/recruits?q=dan")) == []
    assert "DAN" in codes(client.get(f"/agents/{tree['CY']}/recruits"))
    assert codes(client.get(f"/agents/{tree['CY']}/downline")) == ["DAN", "EVE"]
    assert codes(client.get(f"/agents/{tree['EVE']}/upline")) == ["DAN", "CY", "ANN"]


def test_the_tree_as_of_a_day(api, tree):
    client = api("staff")
    then = "as_of=2026-01-02"
    assert "DAN" in codes(client.get(f"/agents/{tree['BEA']}/recruits?{then}"))
    assert codes(client.get(f"/agents/{tree['CY']}/recruits?{then}")) == []
    assert codes(client.get(f"/agents/{tree['EVE']}/upline?{then}")) == ["DAN", "BEA", "ANN"]
    assert codes(client.get(f"/agents/{tree['CY']}/recruits?as_of=2026-01-03")) == ["DAN"]
    # Of the first night Dan was not there yet.
    assert "DAN" not in codes(client.get(f"/agents/{tree['BEA']}/recruits?as_of=2026-01-01"))
    assert client.get(f"/agents/{tree['BEA']}/recruits?as_of=soon").status_code == 400


def test_an_agent_sees_as_far_up_as_itself(api, tree):
    assert codes(api("upline").get(f"/agents/{tree['EVE']}/upline")) == ["DAN", "CY", "ANN"]
    assert codes(api("sibling").get(f"/agents/{tree['EVE']}/upline")) == ["DAN", "CY"]
    assert api("agent").get(f"/agents/{tree['EVE']}").status_code == 404


def test_an_address_is_told_where_it_is_shared(api, tree):
    where = f"/agents/{tree['DAN']}"
    assert api("sibling").get(where).json()["email"] is None
    assert api("staff").get(where).json()["email"] == "dan@example.com"
    preferences.change(Agent.objects.get(code="DAN"), shares_contact=True)
    assert api("sibling").get(where).json()["email"] == "dan@example.com"
    assert api("sibling").get(f"/agents/{tree['CY']}").json()["email"] == "cy@example.com"


def test_preferences_are_changed_by_who_has_seen_them(api):
    client = api("agent")
    seen = client.get("/me/preferences")
    changed = client.patch("/me/preferences", {"language": "de"}, HTTP_IF_MATCH=seen["ETag"])
    assert changed.json() == {"language": "de", "digest": "weekly", "shares_contact": False}
    late = client.patch("/me/preferences", {"digest": "never"}, HTTP_IF_MATCH=seen["ETag"])
    assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")
    unsaid = client.patch("/me/preferences", {"digest": "never"})
    assert (unsaid.status_code, unsaid.json()["code"]) == (428, "if_match_required")


def test_enrolling_under_a_terminated_agent_is_refused(api):
    cy = Agent.objects.get(code="CY")
    Agent.objects.filter(pk=cy.pk).update(status="terminated")
    told = {"code": "NEW", "name": "New", "email": "n@example.com", "sponsor": public(cy, "agt")}
    answer = api("staff").post("/agents", told)
    assert (answer.status_code, answer.json()["code"]) == (409, "sponsor_terminated")
    taken = api("staff").post("/agents", told | {"code": "BEA"})
    assert (taken.status_code, taken.json()["errors"][0]["field"]) == (422, "code")
