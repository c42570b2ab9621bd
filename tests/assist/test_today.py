"""Who needs me today: the reasons, their order, and what of others is shown."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth import get_user_model

from agents import preferences
from agents.models import FailedCharge
from commissions.assist import team
from commissions.assist.customers import at_risk
from commissions.goals.setting import set_goal
from commissions.nights.run import run_through
from mlmsite.lib import clock
from tests import build

BACKEND = "django.contrib.auth.backends.ModelBackend"
NIGHT = date(2026, 1, 20)
TODAY = date(2026, 1, 21)


@pytest.fixture
def ann(db):
    """Ann above Bea above Dan, who has just joined; Ann has three customers, Bea two."""
    build.plan(
        {"name": "Associate", "residual_ppm": 100_000},
        {"name": "Builder", "residual_ppm": 120_000, "personal_volume": 45},
        active_volume=40,
    )
    ann = build.agent("ANN", name="Ann Above")
    bea = build.agent("BEA", under=ann, name="Bea Bold")
    build.agent("DAN", under=bea, name="Dan Deep", joined_on=date(2026, 1, 10))
    for ref, price in (("S1", "22.00"), ("S2", "80.00"), ("S3", "50.00")):
        build.subscription(ref, of=build.customer(ref, of=ann), price=price)
    for ref in ("B1", "B2"):
        build.subscription(ref, of=build.customer(ref, of=bea))
    return ann


def end(agent, ref: str, on: date) -> None:
    agent.customers.get(ref=ref).subscriptions.update(ended_on=on)


def fail(agent, ref: str, period: date = build.NEW_YEAR, **fields) -> FailedCharge:
    of = agent.customers.get(ref=ref).subscriptions.get()
    told = {"failed_on": date(2026, 1, 18), "reason": "card expired"} | fields
    return FailedCharge.objects.create(
        ref=f"F-{ref}-{period}", subscription=of, period_start=period, **told
    )


def test_own_customers_by_what_they_would_take_along(ann):
    end(ann, "S1", date(2026, 1, 25))
    end(ann, "S2", date(2026, 2, 10))  # Too far away to say.
    fail(ann, "S3", date(2026, 2, 1), failed_on=date(2026, 1, 19))
    run_through(through=NIGHT)
    found = at_risk(ann, today=TODAY, night=NIGHT)
    assert [(h.customer.ref, h.reason, h.at_risk_micro) for h in found] == [
        ("S3", "failed", 600_000_000),  # 12 % of 50.00: Ann is a Builder.
        ("S1", "ending", 264_000_000),
    ]
    assert found[0].words == "card expired"


def test_a_charge_that_was_made_good_is_no_reason(ann):
    fail(ann, "S3")
    run_through(through=NIGHT)
    assert at_risk(ann, today=TODAY, night=NIGHT) == []


def test_a_month_of_another_system_that_was_not_reported_on(ann):
    late = build.subscription(
        "X1", of=build.customer("X1", of=ann), billing="external", started_on=date(2025, 12, 15)
    )
    build.charge(late, date(2025, 12, 15))
    run_through(through=NIGHT)
    [hint] = at_risk(ann, today=TODAY, night=NIGHT)
    assert (hint.reason, hint.on) == ("overdue", date(2026, 1, 15))


def test_the_team_in_its_sections(ann):
    bea = ann.recruits.get()
    end(bea, "B1", date(2026, 1, 30))
    build.agent("EVE", joined_on=date(2026, 1, 12))  # New too, and a stranger.
    run_through(through=NIGHT)
    assert [h.agent.code for h in team.newcomers(ann, night=NIGHT).hints] == ["DAN"]
    [fading] = team.fading(ann, night=NIGHT).hints
    assert (fading.agent.code, fading.loses_active) == ("BEA", True)
    assert team.fading(bea, night=NIGHT).count == 0  # Herself is not in her team.


def test_near_to_the_next_rank_with_what_is_missing(ann):
    run_through(through=NIGHT)
    [hint] = team.rising(ann, night=NIGHT).hints
    assert (hint.agent.code, hint.rank) == ("BEA", "Builder")
    assert [(need.name, need.missing) for need in hint.needs] == [("personal_volume", 5)]


def test_a_recruit_who_was_active_once(ann):
    bea = ann.recruits.get()
    end(bea, "B1", date(2026, 1, 15))
    run_through(through=date(2026, 2, 1))
    [hint] = team.inactive(ann, night=date(2026, 2, 1)).hints
    assert [(need.name, need.missing) for need in hint.needs] == [("personal_volume", 20)]


@pytest.fixture
def page(ann, client, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    client.force_login(build.log_in_for(ann, get_user_model()), backend=BACKEND)
    return lambda: client.get("/today/").content.decode()


def test_the_page_before_the_first_night_and_with_nothing_to_do(page, ann):
    assert "The first night is still to come" in page()


def test_the_page_says_reason_and_next_step(page, ann):
    bea = ann.recruits.get()
    end(ann, "S1", date(2026, 1, 25))
    night = {"month": NIGHT, "night": NIGHT, "at": datetime(2026, 1, 1, tzinfo=UTC)}
    run_through(through=NIGHT)
    set_goal(bea, measure="customers", target=9, shared=True, **night)
    shown = page()
    assert "Customer S1" in shown
    assert "2.64" in shown
    assert "Ask why, before it ends." in shown
    assert "5 points of personal volume" in shown
    assert "Wants 9 paying customers this month: 0 % of the way" in shown


def test_of_the_team_s_customers_nothing_is_shown_and_contact_only_where_agreed(page, ann):
    bea = ann.recruits.get()
    end(bea, "B1", date(2026, 1, 30))
    run_through(through=NIGHT)
    shown = page()
    assert "Bea Bold" in shown
    assert "Customer B1" not in shown
    assert "bea@" not in shown
    preferences.change(bea, shares_contact=True)
    assert "bea@" in page()


def test_a_larger_team_costs_no_more_queries(page, ann, django_assert_max_num_queries):
    run_through(through=NIGHT)
    page()
    for number in range(12):
        below = build.agent(f"R{number}", under=ann, joined_on=date(2026, 1, 15))
        for ref in (f"Q{number}", f"P{number}"):
            build.subscription(ref, of=build.customer(ref, of=below), started_on=TODAY)
    run_through(through=TODAY)
    with django_assert_max_num_queries(55):
        page()


def test_nobody_is_counted_beyond_what_anybody_acts_on(page, ann, monkeypatch):
    monkeypatch.setattr(team, "COUNTED", 6)
    for number in range(6):
        build.agent(f"R{number}", under=ann, joined_on=date(2026, 1, 10))
    run_through(through=NIGHT)
    found = team.newcomers(ann, night=NIGHT)
    assert (found.count, found.more, len(found.hints)) == (6, True, 5)
    assert "5 of 6+, those nearest to you." in page()
