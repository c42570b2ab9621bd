"""What was paid, and why, for programs: the figures of the pages, to the last digit."""

from datetime import date, timedelta

import pytest

from agents.models import Agent
from commissions.explain.story import story
from commissions.ledger.balances import balances
from commissions.ledger.models import Transfer
from commissions.nights.models import Line
from commissions.nights.run import run_through
from mlmsite.lib import clock
from tests import build
from tests.api.conftest import public


@pytest.fixture
def bea(api):
    return Agent.objects.get(code="BEA")


def test_lines_add_up_to_what_the_night_computed(api, bea):
    found = api("agent").get("/lines?night=2026-01-01").json()["results"]
    lines = Line.objects.filter(earner=bea, run="2026-01-01")
    assert [row["amount_micro"] for row in found] == list(
        lines.order_by("pk").values_list("amount_micro", flat=True)
    )
    assert {row["kind"] for row in found} == {"residual"}
    assert {row["currency"] for row in found} == {"USD"}


def test_balances_and_a_statement_agree_with_the_ledger(api, bea):
    client, where = api("agent"), f"/agents/{public(bea, 'agt')}"
    found = {row["currency"]: row for row in client.get(f"{where}/balances").json()}
    for balance in balances(bea, on=clock.today()):
        assert found[balance.currency]["balance_minor"] == balance.balance_minor
        assert found[balance.currency]["available_minor"] == balance.available_minor
    told = client.get(f"{where}/statements/2026-01/USD").json()
    assert (
        told["opening_minor"] + sum(e["amount_minor"] for e in told["entries"])
        == (told["closing_minor"])
    )
    assert client.get(f"{where}/statements/2026-01/CHF").status_code == 404
    months = {(m["month"], m["currency"]): m for m in client.get(f"{where}/statements").json()}
    assert months["2026-01-01", "USD"]["closing_minor"] == told["closing_minor"]


def test_tonight_is_what_the_night_then_posts(api, bea):
    client, where = api("agent"), f"/agents/{public(bea, 'agt')}"
    build.subscription("S9", of=build.customer("C9", of=bea), started_on=date(2026, 1, 2))
    told = client.get(f"{where}/forecast").json()
    assert (told["night"], told["stand"]["rank"]) == ("2026-01-02", "Associate")
    run_through(through=date(2026, 1, 2))
    posted = Transfer.objects.filter(posted_on="2026-01-02", credit__agent=bea, kind="earned")
    assert told["tonight"] == [{"currency": "USD", "amount_minor": posted.get().amount_minor}]


def test_who_needs_me_today(api, bea):
    told = api("upline").get("/today").json()
    assert told["night"] == "2026-01-01"
    assert told["inactive"]["count"] == len(told["inactive"]["hints"])
    build.subscription("S9", of=build.customer("C9", of=bea))
    ended = bea.customers.get(ref="C9").subscriptions
    run_through(through=date(2026, 1, 2))
    ended.update(ended_on=clock.today() + timedelta(days=3))
    [risk] = [r for r in api("agent").get("/today").json()["customers"] if r["reason"] == "ending"]
    assert (risk["name"], risk["currency"]) == ("Customer C9", "USD")


def test_the_ranks_of_the_plan_in_force(api):
    [rank] = api("agent").get("/ranks").json()
    assert (rank["name"], rank["residual_ppm"], rank["levels_ppm"]) == (
        *("Associate", 100_000),
        [50_000, 30_000],
    )


def test_transfers_are_those_that_touch_my_accounts(api, bea):
    found = api("agent").get("/transfers?limit=200").json()["results"]
    own = Transfer.objects.filter(credit__agent=bea) | Transfer.objects.filter(debit__agent=bea)
    assert {row["key"] for row in found} == set(own.values_list("key", flat=True))
    assert all("agent:BEA:" in row["debit"] + row["credit"] for row in found)


def test_an_explanation_says_what_the_page_says(api, bea):
    line = Line.objects.filter(earner=bea).earliest("pk")
    told = api("agent").get(f"/lines/{public(line, 'lin')}/explanation").json()
    page = story(Line.objects.select_related("earner", "charge", "rank").get(pk=line.pk))
    assert told["amount_micro"] == page.line.amount_micro
    assert told["rate_ppm"] * told["base_micro"] // 10**6 == told["earned_micro"]
    assert [stage["person"]["code"] for stage in told["way"]] == ["BEA"]
    assert told["way"][0]["rule"] == "paid"
    assert told["rounding"]["posted_minor"] == page.rounding.posted_minor


def test_what_was_missed_is_told_by_night(api, bea):
    where = f"/agents/{public(bea, 'agt')}/missed"
    told = api("agent").get(f"{where}?night=2026-01-01").json()
    assert (told["night"], told["looked_at"], told["missed"]) == ("2026-01-01", 1, [])
    assert api("agent").get(f"{where}?night=2020-01-01").status_code == 404


def test_a_goal_is_set_cheered_and_dropped(api, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 1, 2))
    bea, ann = api("agent"), api("upline")
    told = {"month": "2026-01-15", "measure": "customers", "target": 9}
    goal = bea.post("/goals", told).json()
    assert (goal["month"], goal["target"], goal["percent"]) == ("2026-01-01", 9, 0)
    [seen] = ann.get("/goals/team").json()["results"]
    said = ann.post(f"/goals/{seen['id']}/cheer", {"words": "You can!"})
    assert said.status_code == 201
    assert bea.get(f"/goals/{goal['id']}").json()["cheers"][0]["words"] == "You can!"
    early = bea.post("/goals", told | {"target": 1})
    assert (early.status_code, early.json()["code"]) == (409, "refused")
    far = bea.post("/goals", told | {"month": "2026-05-01"})
    assert (far.status_code, far.json()["errors"][0]["field"]) == (422, "month")
    assert bea.delete(f"/goals/{goal['id']}").status_code == 204
    assert bea.get("/goals").json()["results"] == []


def test_a_hold_is_placed_and_lifted_and_an_adjustment_waits_for_a_second(api, bea):
    client = api("staff")
    agent = {"agent": public(bea, "agt")}
    hold = client.post("/holds", agent | {"reason": "A look at it."}).json()
    assert client.post(f"/holds/{hold['id']}/lift").json()["lifted_at"] is not None
    again = client.post(f"/holds/{hold['id']}/lift")
    assert (again.status_code, again.json()["code"]) == (409, "refused")
    told = agent | {"kind": "bonus", "amount_minor": 500, "currency": "USD", "reason": "Thanks."}
    made = client.post("/adjustments", told).json()
    assert (made["state"], made["needs_second"]) == ("proposed", True)
    for wrong in ({"amount_minor": 0}, {"currency": "XXQ"}, {"agent": "agt_zzzz"}):
        assert client.post("/adjustments", told | wrong).status_code == 422
    fee = client.post("/adjustments", told | {"kind": "fee"})
    assert (fee.status_code, fee.json()["code"]) == (409, "refused")
