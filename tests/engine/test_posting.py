"""A fraction of a cent is carried, never lost."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from commissions.engine.lines import Lines
from commissions.engine.posting import post


def night(amounts_micro: list[int], fractions: np.ndarray):
    entry = [0 if amount > 0 else 1 for amount in amounts_micro]
    columns = dict.fromkeys(("charge", "kind", "level", "rank", "rate_ppm", "base_micro"), 0)
    lines = Lines.of(
        len(amounts_micro), earner=0, currency=0, entry=entry, amount_micro=amounts_micro, **columns
    )
    return post(lines, fractions)


def half_up(amount_micro: int) -> int:
    return (amount_micro + 500_000) // 1_000_000


amounts = st.integers(1, 10**18) | st.integers(1, 2_000_000)


@given(st.lists(st.lists(amounts, min_size=1, max_size=5), max_size=8), st.sampled_from([1, -1]))
def test_after_any_number_of_nights_the_ledger_is_the_sum_half_up(nights, sign):
    entry = 0 if sign > 0 else 1
    fractions = np.zeros((1, 1, 2), np.int32)
    posted = total = 0
    for lines in nights:
        postings = night([sign * amount for amount in lines], fractions)
        assert postings.entry.tolist() == [entry]
        assert postings.amount_minor[0] >= 0
        posted += int(postings.amount_minor[0])
        total += sum(lines)
        fractions[0, 0, entry] = postings.fraction_micro[0]
        assert posted == half_up(total)
        assert fractions[0, 0, entry] == total % 1_000_000


def test_three_thirds_of_a_cent_make_a_cent():
    fractions = np.zeros((1, 1, 2), np.int32)
    posted = []
    for _ in range(3):
        postings = night([333_334], fractions)
        fractions[0, 0, 0] = postings.fraction_micro[0]
        posted.append(int(postings.amount_minor[0]))
    assert posted == [0, 1, 0]


def test_no_lines_no_postings():
    assert len(post(Lines.none(), np.zeros((3, 2, 2), np.int32))) == 0
