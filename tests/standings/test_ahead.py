"""What a night sees coming: lost activity, lost ranks, ranks within reach."""

from datetime import date, timedelta

import pytest

from commissions.nights.run import run_through
from commissions.standings.models import Ahead
from tests import build

FIRST = build.NEW_YEAR


@pytest.fixture
def bea(db):
    """Ann above Bea; Bea has two customers of 30 points, and a rank that asks 60."""
    build.plan(
        {"name": "Associate"},
        {"name": "Builder", "personal_volume": 60},
        {"name": "Leader", "personal_volume": 60, "group_volume": 100, "customers": 2},
        active_volume=40,
    )
    ann = build.agent("ANN")
    bea = build.agent("BEA", under=ann)
    for ref in ("S1", "S2"):
        build.subscription(ref, of=build.customer(ref, of=bea), volume=30)
    return bea


def end(agent, ref: str, on: date) -> None:
    subscription = agent.customers.get(ref=ref).subscriptions.get()
    subscription.ended_on = on
    subscription.save()


def ahead(agent) -> tuple | None:
    rows = Ahead.objects.filter(agent=agent)
    return rows.values_list("loses_active", "loses_rank", "rank_then", "near_percent").first()


def test_nothing_ends_and_nothing_is_near(bea):
    run_through(through=FIRST)
    assert ahead(bea) is None


def test_what_is_known_to_end_takes_activity_and_rank(bea):
    end(bea, "S1", date(2026, 1, 20))
    run_through(through=date(2026, 1, 17))
    assert ahead(bea) is None  # The month that is paid goes on to 1 February.
    run_through(through=date(2026, 1, 18))
    assert ahead(bea) == (True, True, 0, 0)
    run_through(through=date(2026, 2, 1))
    assert ahead(bea) is None


def test_another_subscription_of_the_customer_keeps_it(bea):
    of = bea.customers.get(ref="S1")
    build.subscription("S9", of=of, volume=30)
    of.subscriptions.filter(ref="S1").update(ended_on=date(2026, 2, 1))
    run_through(through=date(2026, 1, 20))
    loses_active, loses_rank, _, near = ahead(bea)
    assert (loses_active, loses_rank, near) == (False, False, 90)


def test_the_requirement_furthest_away_says_how_near_a_rank_is(bea):
    build.subscription("S3", of=build.customer("C3", of=bea), volume=25)
    run_through(through=FIRST)
    assert ahead(bea) == (False, False, 1, 85)


def test_it_is_written_anew_each_night(bea):
    build.subscription("S3", of=build.customer("C3", of=bea), volume=25)
    run_through(through=FIRST)
    build.subscription(
        "S4", of=build.customer("C4", of=bea), volume=25, started_on=FIRST + timedelta(days=1)
    )
    run_through(through=FIRST + timedelta(days=1))
    assert ahead(bea) is None
