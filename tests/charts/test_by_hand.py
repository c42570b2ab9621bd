"""Pictures' geometry, by numbers worked out by hand."""

from datetime import date

import pytest

from commissions.charts.bars import Bar, bars
from commissions.charts.columns import Segment, stacked_bars
from commissions.charts.grid import cohort_grid
from commissions.charts.labels import labels
from commissions.charts.lines import lines
from commissions.charts.ring import ring
from commissions.charts.scale import Tick, scale

MILLION = 10**6


@pytest.mark.parametrize(
    ("values", "low", "high", "step"),
    [
        ([], 0, 1, 1),
        ([0], 0, 1, 1),
        ([3], 0, 3, 1),
        ([5], 0, 5, 1),
        ([7], 0, 8, 2),
        ([11, 23], 0, 25, 5),
        ([101], 0, 150, 50),
        ([240], 0, 250, 50),
        ([-1], -1, 0, 1),
        ([900, -150], -500, 1000, 500),
        ([10**18 + 1], 0, 15 * 10**17, 5 * 10**17),
    ],
)
def test_an_axis_goes_in_steps_of_1_2_or_5_and_has_0_on_it(values, low, high, step):
    axis = scale(values, height=200)
    assert (axis.low, axis.high, axis.step) == (low, high, step)


def test_an_axis_of_millionths_has_no_step_below_a_whole_unit():
    assert scale([MILLION // 3], height=100, least=MILLION).high == MILLION


def test_ticks_stand_from_the_top_down():
    assert scale([10, -5], height=150).ticks == (
        *(Tick(10, 0.0), Tick(5, 50.0)),
        *(Tick(0, 100.0), Tick(-5, 150.0)),
    )


def test_what_is_above_0_is_stacked_up_and_what_is_below_hangs_down():
    chart = stacked_bars([[40, 0, 20, -30]], height=100)
    # From -40 to 60: a pixel a unit, with 0 at 60 from the top.
    assert (chart.scale.low, chart.scale.high, chart.scale.zero) == (-40, 60, 60)
    [column] = chart.columns
    assert column.segments == (
        Segment(1, 40, 20, 40),
        Segment(3, 20, 0, 20),
        Segment(4, -30, 60, 30),
    )
    assert column.net == 30


def test_columns_stand_in_the_middle_of_their_slots():
    chart = stacked_bars([[1]] * 20)
    assert (chart.columns[0].x, chart.columns[0].width) == (0.9, 3.2)
    assert (chart.columns[19].x, chart.columns[19].end) == (95.9, 99.1)
    assert chart.columns[0].net is None


def test_one_column_alone_is_no_wall():
    [column] = stacked_bars([[1]]).columns
    assert (column.x, column.width) == (45.5, 9.0)


def test_a_month_of_nothing_has_no_segment():
    first, second = stacked_bars([[0, 0], [0, 5]]).columns
    assert first.segments == ()
    assert [s.series for s in second.segments] == [2]


def test_a_line_goes_from_middle_to_middle_and_stops_where_nothing_is_known():
    chart = lines([[10, 20, None, 5]], height=100)
    [line] = chart.lines
    assert [(p.x, p.y) for p in line.points] == [(12.5, 50.0), (37.5, 0.0), (87.5, 75.0)]
    assert [(a.at, b.at) for a, b in line.strokes] == [(0, 1)]
    assert [p.at for p in line.alone] == [3]
    assert line.last.value == 5


def test_lines_share_their_axis():
    chart = lines([[2, 2], [80, 90]], height=100)
    assert chart.scale.high == 100
    assert chart.lines[0].last.y == 98.0


def test_no_line_of_what_nobody_knows():
    [line] = lines([[None, None]]).lines
    assert (line.points, line.strokes, line.last) == ((), (), None)


def test_a_grid_has_a_row_a_cohort_and_a_column_a_month_later():
    grid = cohort_grid([(10, (9, 5)), (3, (3,)), (4, ())])
    assert (grid.columns, grid.height) == (2, 78)
    [[first, second], [third], last] = grid.rows
    assert (first.x, first.width, second.x) == (0.2, 49.6, 50.2)
    assert (first.y, third.y, first.height) == (1, 27, 24)
    assert [(c.percent, c.shade) for c in (first, second, third)] == [(90, 5), (50, 3), (100, 5)]
    assert last == ()


def test_100_percent_says_that_nobody_is_missing():
    [[cell]] = cohort_grid([(1000, (999,))]).rows
    assert cell.percent == 99


def test_bars_show_what_counts_and_what_is_beyond_the_cap():
    chart = bars([(100, 50), (40, 40), (0, 0)], cap=50)
    assert chart.bars == (Bar(100, 50.0, 50.0), Bar(40, 40.0, 0.0), Bar(0, 0.0, 0.0))
    assert chart.cap == 50.0


def test_a_cap_above_the_longest_bar_makes_room_for_itself_but_not_any_room():
    assert bars([(50, 50)], cap=100).cap == 100.0
    assert bars([(50, 50)], cap=100).bars[0].counted == 50.0
    assert bars([(50, 50)], cap=101).cap is None
    assert bars([(50, 50)], cap=101).bars[0].counted == 100.0
    assert bars([(50, 50)]).cap is None


@pytest.mark.parametrize(
    ("have", "need", "percent", "met"),
    [(0, 3, 0, False), (1, 3, 33, False), (999, 1000, 99, False), (3, 3, 100, True)]
    + [(9, 3, 100, True), (0, 0, 100, True)],
)
def test_a_ring_is_closed_only_where_the_need_is_met(have, need, percent, met):
    found = ring(have, need)
    assert (found.percent, found.rest, found.met) == (percent, 100 - percent, met)


def months(count: int, first: date) -> list[date]:
    number = first.year * 12 + first.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(number, number + count)]


def test_a_year_is_named_whole_or_every_second_month_with_the_year_below():
    found = labels(months(12, date(2025, 9, 1)))
    assert all(label.named for label in found)
    assert [label.month.month for label in found if label.always] == [9, 11, 1, 3, 5, 7]
    assert [label.month for label in found if label.year] == [date(2025, 9, 1), date(2026, 1, 1)]


def test_two_years_are_named_every_second_month_or_every_fourth():
    found = labels(months(24, date(2025, 1, 1)))
    assert [label.month.month for label in found if label.named] == [1, 3, 5, 7, 9, 11] * 2
    assert [label.month.month for label in found if label.always] == [1, 5, 9] * 2
    assert all(label.named for label in found if label.always)


@pytest.mark.parametrize("count", [1, 3])
def test_a_few_months_are_all_named(count):
    found = labels(months(count, date(2026, 11, 1)))
    assert all(label.named and label.always for label in found)
    assert found[0].year
