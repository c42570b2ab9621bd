"""Whatever comes in: nothing outside of the picture, nothing over something else, no nonsense."""

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from commissions.charts.bars import bars
from commissions.charts.columns import stacked_bars
from commissions.charts.grid import SHADES, cohort_grid
from commissions.charts.labels import NARROW, WIDE, labels
from commissions.charts.lines import lines
from commissions.charts.ring import ring
from commissions.charts.scale import scale

AMOUNTS = st.integers(-(10**24), 10**24) | st.integers(-1000, 1000)
COUNTS = st.integers(0, 10**12) | st.integers(0, 20)
MONTHS = st.integers(1, 24)
HAIR = 0.02
"""Places are rounded to hundredths."""


def inside(value: float, most: float) -> bool:
    return 0 <= value <= most + HAIR


@given(st.lists(AMOUNTS), st.sampled_from([1, 10**6]))
def test_every_value_is_on_the_axis_and_the_higher_stands_higher(values, least):
    axis = scale(values, height=200, least=least)
    assert axis.low <= min([0, *values]) and axis.high >= max([0, *values])
    assert 2 <= len(axis.ticks) <= 6
    assert str(axis.step // least).strip("0") in {"1", "2", "5"}
    assert [t.value for t in axis.ticks] == sorted({t.value for t in axis.ticks}, reverse=True)
    places = [axis.y(value) for value in sorted(values)]
    assert places == sorted(places, reverse=True)
    assert all(inside(y, 200) for y in places)


@given(st.lists(st.lists(AMOUNTS, min_size=4, max_size=4), min_size=1, max_size=24))
def test_columns_stay_inside_and_apart(values):
    chart = stacked_bars(values)
    assert len(chart.columns) == len(values)
    assert all(one.end < other.x for one, other in pairwise(chart.columns))
    for column in chart.columns:
        assert inside(column.x, 100) and inside(column.end, 100)
        assert column.net is None or inside(column.net, 200)
        spans = sorted((s.y, s.y + s.height) for s in column.segments)
        assert all(end <= start + HAIR for (_, end), (start, _) in pairwise(spans))
        assert all(inside(y, 200) and inside(end, 200) and y <= end for y, end in spans)


@given(
    MONTHS.flatmap(
        lambda months: st.lists(
            st.lists(st.none() | COUNTS, min_size=months, max_size=months), min_size=1, max_size=3
        )
    )
)
def test_every_known_month_is_a_point_and_is_drawn_once(series):
    for values, line in zip(series, lines(series).lines, strict=True):
        assert [p.value for p in line.points] == [v for v in values if v is not None]
        assert all(inside(p.x, 100) and inside(p.y, 200) for p in line.points)
        assert all(one.x < other.x for one, other in pairwise(line.points))
        drawn = {end for stroke in line.strokes for end in stroke} | set(line.alone)
        assert drawn == set(line.points)


@given(st.lists(st.tuples(COUNTS, COUNTS).map(sorted), max_size=20), st.none() | COUNTS)
def test_bars_and_the_cap_stay_inside(pairs, cap):
    chart = bars([(value, counted) for counted, value in pairs], cap=cap)
    assert chart.cap is None or inside(chart.cap, 100)
    for bar in chart.bars:
        assert bar.counted >= 0 and bar.beyond >= 0
        assert inside(bar.counted + bar.beyond, 100)


@given(
    st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 23)), min_size=1, max_size=24),
    st.data(),
)
def test_cells_of_a_grid_stay_inside_and_apart(cohorts, data):
    sized = [
        (size, data.draw(st.lists(st.integers(0, size), min_size=n, max_size=n)))
        for size, n in cohorts
    ]
    grid = cohort_grid(sized)
    for row in grid.rows:
        assert all(one.x + one.width <= other.x + HAIR for one, other in pairwise(row))
        for cell in row:
            assert inside(cell.x + cell.width, 100)
            assert inside(cell.y + cell.height, grid.height)
            assert 1 <= cell.shade <= SHADES
            assert (cell.percent == 100) == (cell.part == cell.whole)
    for one, other in pairwise(row[0] for row in grid.rows if row):
        assert one.y + one.height <= other.y


@given(COUNTS, COUNTS)
def test_a_ring_is_between_nothing_and_whole(have, need):
    found = ring(have, need)
    assert 0 <= found.percent <= 100
    assert (found.percent == 100) == found.met


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 60))
def test_names_of_months_have_room(first, count):
    start = first.year * 12 + first.month - 1
    found = labels([date(n // 12, n % 12 + 1, 1) for n in range(start, start + count)])
    assert sum(label.named for label in found) <= WIDE
    assert sum(label.always for label in found) <= NARROW
    assert all(label.named for label in found if label.always)
    assert all(label.always for label in found if label.year)
    if count >= 12:
        assert any(label.always and label.year for label in found)
