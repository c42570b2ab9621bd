"""How far a goal is: computed, from its start to its target."""

from datetime import UTC, date, datetime

import pytest

from commissions.goals import met
from commissions.goals.models import Goal
from commissions.goals.reached import reached
from commissions.goals.setting import GoalRefused, ReachedAlready, cheer, set_goal, shared_with
from commissions.nights.run import run_through
from commissions.standings.models import Event
from tests import build

FIRST = build.NEW_YEAR
NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def bea(db):
    """Below Ann; one customer of 20 points and 22.00 USD, of which she earns 10 %."""
    build.plan(
        {"name": "Associate", "residual_ppm": 100_000},
        {"name": "Builder", "residual_ppm": 100_000, "personal_volume": 60},
    )
    bea = build.agent("BEA", under=build.agent("ANN"))
    build.subscription("S1", of=build.customer("C1", of=bea))
    run_through(through=FIRST)
    return bea


def goal(agent, measure: str, target: int = 0, **fields) -> Goal:
    told = {"month": FIRST, "shared": True, "night": FIRST, "at": NOW} | fields
    return set_goal(agent, measure=measure, target=target, **told)


def sell(agent, count: int, day: date) -> None:
    for number in range(count):
        ref = f"N{day:%d}{number}"
        build.subscription(ref, of=build.customer(ref, of=agent), started_on=day)


def found(one: Goal, night: date):
    return reached([one], night=night)[0]


def test_customers_count_from_where_one_stood(bea):
    one = goal(bea, "customers", 5)
    sell(bea, 2, date(2026, 1, 5))
    run_through(through=date(2026, 1, 10))
    now = found(one, date(2026, 1, 10))
    assert (now.have, now.percent, now.month_percent, now.met) == (3, 50, 32, False)
    assert not now.behind


def test_who_has_done_less_of_the_way_than_of_the_month_falls_behind(bea):
    one = goal(bea, "customers", 5)
    run_through(through=date(2026, 1, 10))
    assert not found(one, date(2026, 1, 6)).behind
    assert found(one, date(2026, 1, 10)).behind
    assert not found(one, date(2026, 1, 31)).behind  # The month is over: it is not met.
    assert found(one, date(2026, 1, 31)).over


def test_income_is_what_was_earned_in_the_month_half_up(bea):
    one = goal(bea, "income", 1000, currency="USD")
    assert one.start == 220
    sell(bea, 2, date(2026, 1, 5))
    run_through(through=date(2026, 1, 5))
    assert found(one, date(2026, 1, 5)).have == 660


def test_what_this_month_brings_is_no_part_of_the_next_one_s_income(bea):
    one = goal(bea, "income", 1000, currency="USD", month=date(2026, 2, 1))
    assert (found(one, FIRST).have, found(one, FIRST).percent) == (0, 0)


def test_a_rank_is_held_or_not(bea):
    one = goal(bea, "rank", rank="Builder")
    assert found(one, FIRST).percent == 0
    sell(bea, 2, date(2026, 1, 2))
    run_through(through=date(2026, 1, 2))
    assert found(one, date(2026, 1, 2)).met


def test_a_month_that_is_over_keeps_what_it_came_to(bea):
    one = goal(bea, "volume", 100)
    sell(bea, 4, date(2026, 2, 1))
    run_through(through=date(2026, 2, 2))
    assert found(one, date(2026, 2, 2)).have == 20


@pytest.mark.parametrize(
    ("measure", "target", "fields", "refusal"),
    [
        ("customers", 1, {}, ReachedAlready),
        ("volume", 20, {}, ReachedAlready),
        ("rank", 0, {"rank": "Nobody"}, GoalRefused),
        ("rank", 0, {"rank": "Associate"}, ReachedAlready),
    ],
)
def test_a_goal_lies_ahead(bea, measure, target, fields, refusal):
    with pytest.raises(refusal):
        goal(bea, measure, target, **fields)
    assert not Goal.objects.exists()


def test_set_again_it_replaces_the_one_of_the_same_measure(bea):
    goal(bea, "customers", 5)
    goal(bea, "customers", 7)
    goal(bea, "volume", 70)
    assert sorted(Goal.objects.values_list("target", flat=True)) == [7, 70]


def test_the_night_that_meets_a_goal_tells_the_upline_once(bea):
    one = goal(bea, "customers", 2)
    goal(bea, "volume", 40, shared=False)
    sell(bea, 1, date(2026, 1, 2))
    run_through(through=date(2026, 1, 2))
    assert met.tell(night=date(2026, 1, 2)) == 2
    assert met.tell(night=date(2026, 1, 2)) == 0
    one.refresh_from_db()
    assert one.met_on == date(2026, 1, 2)
    events = Event.objects.filter(kind="goal_met")
    assert list(events.values_list("agent__code", "words")) == [("BEA", "customers 2")]


def test_only_those_above_see_what_is_shared_and_can_say_something(bea):
    one = goal(bea, "customers", 5)
    goal(bea, "volume", 500, shared=False)
    assert list(shared_with(bea.sponsor, month=FIRST)) == [one]
    assert not shared_with(bea, month=FIRST).exists()
    with pytest.raises(GoalRefused):
        cheer(one, by=bea.sponsor, words="", offers_help=False, at=NOW)
    cheer(one, by=bea.sponsor, words="Go!", offers_help=False, at=NOW)
    cheer(one, by=bea.sponsor, words="Go, Bea!", offers_help=True, at=NOW)
    assert [c.words for c in one.cheers.all()] == ["Go, Bea!"]


def test_many_goals_cost_no_more_queries_than_one(bea, django_assert_num_queries):
    goals = [goal(bea, "customers", 5)]
    with django_assert_num_queries(4):
        reached(goals, night=FIRST)
    goals += [goal(bea.sponsor, "volume", 50), goal(bea, "volume", 50)]
    goals.append(goal(bea, "volume", 50, month=date(2026, 2, 1)))
    with django_assert_num_queries(4):
        reached(goals, night=FIRST)
