"""What the pictures are drawn from: months without a hole, ends of months, legs, cohorts."""

from datetime import date

import pytest

from commissions.nights.models import Entry, Kind
from commissions.nights.run import run_through
from commissions.standings.models import Standing
from commissions.trends.earned import earned
from commissions.trends.legs import legs
from commissions.trends.people import people
from commissions.trends.stayed import After, stayed
from tests import build
from tests.trends import past

NIGHT = date(2026, 3, 20)


@pytest.fixture
def bea(db):
    return build.agent("BEA")


def test_earnings_stand_by_month_and_kind_with_none_missing_in_between(bea):
    past.earned(bea, date(2026, 1, 1), 5_000_000)
    past.earned(bea, date(2026, 1, 1), 2_000_000, kind=Kind.OVERRIDE)
    past.earned(bea, date(2026, 3, 1), 1_500_000, kind=Kind.DOWNLINE)
    for kind in (Kind.RESIDUAL, Kind.DOWNLINE):
        past.earned(bea, date(2026, 3, 1), -4_000_000, kind=kind, entry=Entry.CLAWBACK)
    [dollars] = earned(bea, night=NIGHT)
    assert [month.month.month for month in dollars.months] == [1, 2, 3]
    drawn = [[(s.series, s.value) for s in column.segments] for column in dollars.chart.columns]
    assert drawn == [[(1, 5_000_000), (3, 2_000_000)], [], [(2, 1_500_000), (4, -8_000_000)]]
    assert dollars.best.month == date(2026, 1, 1)
    assert dollars.total_micro == 500_000
    kinds = [(kind.series, kind.sum_micro) for kind in dollars.kinds]
    assert kinds == [(1, 5_000_000), (2, 1_500_000), (3, 2_000_000), (4, -8_000_000)]


def test_each_currency_has_a_picture_and_all_begin_together(bea):
    past.earned(bea, date(2026, 1, 1), 5_000_000, currency="USD")
    past.earned(bea, date(2026, 3, 1), 5_000_000, currency="EUR")
    assert [(p.currency, len(p.months)) for p in earned(bea, night=NIGHT)] == [
        ("EUR", 3),
        ("USD", 3),
    ]


def test_earnings_go_back_twelve_months_and_no_further(bea):
    past.earned(bea, date(2025, 3, 1), 1)
    assert earned(bea, night=NIGHT) == []
    past.earned(bea, date(2025, 4, 1), 1)
    [dollars] = earned(bea, night=NIGHT)
    assert len(dollars.months) == 12


def test_the_team_is_that_of_the_last_night_of_each_month_and_of_the_night_itself(bea):
    days = [date(2026, 1, 15), date(2026, 1, 31), date(2026, 2, 1), date(2026, 3, 20)]
    past.standings(bea, days, [1, 2, 3, 4])
    found = people(bea, night=NIGHT)
    assert found.days == (date(2026, 1, 31), date(2026, 2, 28), NIGHT)
    assert [standing.team for standing in found.standings] == [2, 3, 4]
    assert [point.value for point in found.team.lines[0].points] == [2, 3, 4]
    team, own = found.customers.lines
    assert [point.value for point in team.points] == [4, 6, 8]
    assert [point.value for point in own.points] == [1, 1, 1]


def test_a_hole_in_what_is_kept_is_a_gap_in_the_line(bea):
    past.standing(bea, date(2026, 1, 1), date(2026, 2, 1), team=5)
    past.standing(bea, date(2026, 3, 1), team=7)
    found = people(bea, night=NIGHT)
    assert [standing and standing.team for standing in found.standings] == [5, None, 7]
    assert found.team.lines[0].strokes == ()


def test_who_stood_nowhere_has_no_picture(bea):
    assert people(bea, night=NIGHT) is None
    assert legs(bea, night=NIGHT) is None
    assert stayed(bea, night=NIGHT) is None


@pytest.fixture
def ann(db):
    """With 30 points of her own; below her Bea with 100, and Fay with 200 below Bea; Cy with 20,
    Dee with none. For the next rank, 40 % of 400 may come from one leg."""
    build.plan(
        {"name": "Associate"},
        {"name": "Leader", "group_volume": 400, "max_leg_share_ppm": 400_000},
    )
    ann = build.agent("ANN")
    bea, cy, _ = (build.agent(code, under=ann) for code in ("BEA", "CY", "DEE"))
    fay = build.agent("FAY", under=bea)
    for who, volume in ((ann, 30), (bea, 100), (fay, 200), (cy, 20)):
        build.subscription(who.code, of=build.customer(who.code, of=who), volume=volume)
    run_through(through=build.NEW_YEAR)
    return ann


def test_legs_largest_first_with_what_counts_under_the_cap(ann):
    found = legs(ann, night=build.NEW_YEAR)
    rows = [(leg.agent and leg.agent.code, leg.volume, leg.counted) for leg in found.rows]
    assert rows == [(None, 30, 30), ("BEA", 300, 160), ("CY", 20, 20)]
    assert (found.cap, found.next_rank, found.volume, found.counted) == (160, "Leader", 350, 210)
    assert (found.legs[0].bar.counted, found.legs[0].bar.beyond) == (53.33, 46.67)
    assert found.cap_at == 53.33


def test_legs_beyond_the_largest_are_one_and_capped_one_by_one(ann):
    found = legs(ann, night=build.NEW_YEAR, largest=0)
    [others] = found.legs
    assert (others.agent, others.legs, others.volume, others.counted) == (None, 2, 320, 180)
    assert found.volume == 350


def test_at_the_highest_rank_no_cap_is_drawn(ann):
    Standing.objects.filter(agent=ann).update(rank=1)
    found = legs(ann, night=build.NEW_YEAR)
    assert (found.cap, found.cap_at, found.next_rank) == (None, None, "")
    assert found.counted == found.volume == 350


def test_cohorts_together_after_one_three_and_six_months(bea):
    for ref, months in (("C1", 5), ("C2", 2), ("C3", 1)):
        monthly = build.subscription(ref, of=build.customer(ref, of=bea))
        for month in range(1, months + 1):
            build.charge(monthly, date(2026, month, 1))
    late = build.subscription("C4", of=build.customer("C4", of=bea), started_on=date(2026, 5, 1))
    build.charge(late, date(2026, 5, 1))
    found = stayed(bea, night=date(2026, 5, 31))
    assert found.after == [After(1, 2, 3), After(3, 1, 3)]
    assert found.customers == 4
    assert [cohort.month.month for cohort, _ in found.drawn] == [1]
    [[first, second, *_]] = found.chart.rows
    assert (first.percent, second.percent) == (66, 33)


def test_the_table_of_cohorts_has_a_place_for_every_month(bea):
    for ref, first in (("C1", 1), ("C2", 2)):
        start = date(2026, first, 1)
        monthly = build.subscription(ref, of=build.customer(ref, of=bea), started_on=start)
        for month in range(first, 4):
            build.charge(monthly, date(2026, month, 1))
    found = stayed(bea, night=date(2026, 3, 31))
    assert [left for _, left in found.table] == [[1, 1], [1, None]]
