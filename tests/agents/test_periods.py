from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from agents.periods import first_period_ending_after, period_number, period_start

days = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def test_a_month_that_is_too_short_is_clamped_and_the_next_one_is_not():
    starts = [period_start(date(2026, 1, 31), k) for k in range(4)]
    assert starts == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]


def test_a_leap_day_is_the_28th_in_other_years():
    assert period_start(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert period_start(date(2024, 2, 29), 48) == date(2028, 2, 29)


@given(days, st.integers(0, 600))
def test_the_number_of_a_start_is_the_number_it_was_made_from(started_on, k):
    assert period_number(started_on, period_start(started_on, k)) == k


@given(days, days)
def test_only_period_starts_have_a_number(started_on, day):
    k = period_number(started_on, day)
    starts = {period_start(started_on, i) for i in range(800)}
    assert (k is not None) == (day in starts)


@given(days, days)
def test_the_first_period_that_ends_after_a_day(started_on, day):
    k = first_period_ending_after(started_on, day)
    assert period_start(started_on, k + 1) > day
    assert k == 0 or period_start(started_on, k) <= day
