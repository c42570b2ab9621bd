"""Exact to the last digit up to the stated bounds, against Python's unbounded whole numbers."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from commissions.engine.rounding import MAX_MINOR, MICRO, rate_of, share_of


def half_up(number: Fraction) -> int:
    return (number + Fraction(1, 2)).__floor__()


def array(number: int) -> np.ndarray:
    return np.array([number], np.int64)


@given(base=st.integers(0, MAX_MINOR * MICRO), rate=st.integers(0, 1_000_000))
def test_a_rate_of_a_base_is_exact(base, rate):
    assert rate_of(array(base), array(rate))[0] == half_up(Fraction(base * rate, 1_000_000))


@given(
    amount=st.integers(0, MAX_MINOR * MICRO),
    whole=st.integers(1, MAX_MINOR),
    part=st.floats(0, 1),
)
def test_a_share_of_an_amount_is_exact(amount, whole, part):
    part = min(whole, int(Fraction(part) * whole))
    expected = half_up(Fraction(amount * part, whole))
    assert share_of(array(amount), array(part), array(whole))[0] == expected


def test_a_tenth_of_a_tenth_of_sixteen_million_rupiah_stays_positive():
    residual = rate_of(array(1_600_000_000 * MICRO), array(100_000))
    assert rate_of(residual, array(100_000))[0] == 16_000_000 * MICRO


def test_a_quarter_percent_of_22_dollars_is_five_and_a_half_cents():
    assert rate_of(array(2_200 * MICRO), array(2_500))[0] == 5_500_000
