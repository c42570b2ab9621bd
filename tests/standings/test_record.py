"""A night keeps where everybody stands, and what of it is news."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from agents.models import Agent
from agents.tree.move import move
from commissions.nights.run import run_through
from commissions.standings.models import Event, Standing
from commissions.verify import verify
from tests import build

FIRST = build.NEW_YEAR
NEXT = FIRST + timedelta(days=1)


@pytest.fixture
def dan(db):
    """Ann above Bea above Dan; Bea and Dan have a customer each."""
    build.plan(
        {"name": "Associate", "residual_ppm": 100_000},
        {"name": "Builder", "customers": 1, "group_volume": 40},
        {"name": "Leader", "legs": 1, "leg_position": 1},
        active_volume=20,
    )
    bea = build.agent("BEA", under=build.agent("ANN"))
    dan = build.agent("DAN", under=bea, joined_on=FIRST)
    build.subscription("S1", of=build.customer("C1", of=bea))
    build.subscription("S2", of=build.customer("C2", of=dan))
    return dan


def standing(code: str, on: date = FIRST) -> Standing:
    return Standing.objects.on(on).get(agent__code=code)


def events(night: date) -> set[tuple[str, str, str]]:
    return set(Event.objects.filter(night=night).values_list("agent__code", "kind", "words"))


def test_what_the_night_decided_is_kept(dan):
    run_through(through=FIRST)
    ann, bea = standing("ANN"), standing("BEA")
    assert (bea.pv, bea.customers, bea.gv, bea.team, bea.team_customers) == (20, 1, 40, 1, 2)
    assert (bea.active, bea.rank, bea.held, bea.held_below, bea.sold) == (True, 1, 0b11, 0b11, True)
    # A rank need not hold the ones below it: Ann has no customer of her own.
    assert (ann.active, ann.rank, ann.held, ann.held_below) == (False, 2, 0b101, 0b111)
    assert (ann.team, ann.sold, ann.best) == (2, False, 2)


def test_a_night_that_changes_nothing_keeps_nothing(dan):
    *_, second = run_through(through=NEXT)
    assert second.counts["standings"] == 0
    assert Standing.objects.count() == 3


def test_a_change_closes_what_was_and_leaves_the_past_as_it_is(dan):
    run_through(through=FIRST)
    build.subscription("S3", of=build.customer("C3", of=dan), started_on=NEXT)
    run_through(through=NEXT)
    assert [standing("DAN", on).pv for on in (FIRST, NEXT)] == [20, 40]
    assert [standing("ANN", on).gv for on in (FIRST, NEXT)] == [40, 60]
    assert Standing.objects.filter(agent=dan).values_list("since", "until").first() == (FIRST, NEXT)
    assert Standing.objects.current().count() == 3


def test_the_first_night_tells_only_of_who_has_just_joined(dan):
    run_through(through=FIRST)
    assert events(FIRST) == {("DAN", "joined", "")}


def test_news_of_later_nights(dan):
    run_through(through=FIRST)
    build.agent("EVE", under=dan, joined_on=NEXT)
    build.agent("OLD", under=dan, joined_on=FIRST - timedelta(days=90))
    build.subscription("S3", of=build.customer("C3", of=dan), started_on=NEXT)
    build.subscription("S4", of=build.customer("C4", of=Agent.objects.get(code="ANN")))
    run_through(through=NEXT)
    assert events(NEXT) == {
        ("EVE", "joined", ""),
        ("ANN", "first_customer", ""),
        ("DAN", "new_rank", "Builder"),
        ("BEA", "new_rank", "Leader"),
    }


def test_who_loses_activity_has_lapsed_and_a_rank_held_before_is_no_news(dan):
    run_through(through=FIRST)
    of_bea = Agent.objects.get(code="BEA").customers.get().subscriptions.get()
    of_bea.ended_on = date(2026, 2, 1)
    of_bea.save()
    run_through(through=date(2026, 2, 1))
    assert events(date(2026, 2, 1)) == {("BEA", "lapsed", "")}
    again = {"started_on": date(2026, 2, 2)}
    build.subscription("S9", of=build.customer("C9", of=of_bea.customer.agent), **again)
    run_through(through=date(2026, 2, 2))
    assert standing("BEA", date(2026, 2, 2)).active
    assert events(date(2026, 2, 2)) == set()


def test_a_move_changes_who_has_the_team(dan):
    run_through(through=FIRST)
    ann = Agent.objects.get(code="ANN")
    move(dan, to=ann, by=None, reason="", at=timezone.now())
    run_through(through=NEXT)
    assert [standing("BEA", on).team for on in (FIRST, NEXT)] == [1, 0]
    report = verify(every_night=True)
    assert (report.breaches, report.notes) == ([], [])


@pytest.mark.parametrize(
    "tamper",
    [
        lambda rows: rows.filter(agent__code="BEA").update(gv=1),
        lambda rows: rows.filter(agent__code="BEA").update(active=False),
        lambda rows: rows.filter(agent__code="BEA").delete(),
        lambda rows: rows.filter(agent__code="BEA").update(until=NEXT),
    ],
)
def test_verify_finds_a_standing_that_is_not_what_comes_out(dan, tamper):
    run_through(through=FIRST)
    tamper(Standing.objects.all())
    assert "standings: that of" in "\n".join(verify().breaches)
