"""The monthly sums: exact, added to night by night, and those of the lines."""

from datetime import date

import numpy as np
import pytest

from commissions.engine.lines import CLAWBACK, EARNED, OVERRIDE, RESIDUAL
from commissions.nights.run import run_through
from commissions.standings.models import Earned
from commissions.standings.months import Month, add, months
from commissions.verify import verify
from tests import build
from tests.nights import company

JANUARY = build.NEW_YEAR


def lines(*rows: tuple[int, int, int, int]) -> dict[str, np.ndarray]:
    names = ("earner", "entry", "kind", "amount_micro")
    columns = dict(zip(names, np.array(rows, np.int64).T, strict=True))
    return columns | {"currency": np.zeros(len(rows), np.int64)}


def test_sums_are_exact_beyond_64_bits_and_below_zero(db):
    bea = build.agent("BEA")
    largest = 10**18 + 1
    for _ in range(3):
        night = [(bea.pk, EARNED, OVERRIDE, largest)] * 4 + [(bea.pk, CLAWBACK, RESIDUAL, -1)]
        add(day=JANUARY, lines=lines(*night), currencies=["USD"])
    [month] = months(bea, since=JANUARY, until=JANUARY)
    assert month == Month(JANUARY, "USD", override_micro=12 * largest, clawed_back_micro=-3)
    assert month.total_micro == 12 * largest - 3
    assert Earned.objects.get(kind=OVERRIDE).lines == 12


def test_each_month_and_currency_stands_alone(db):
    bea = build.agent("BEA")
    one = lines((bea.pk, EARNED, RESIDUAL, 5))
    add(day=date(2026, 1, 31), lines=one, currencies=["USD"])
    add(day=date(2026, 2, 1), lines=one, currencies=["USD"])
    add(day=date(2026, 2, 2), lines=one, currencies=["JPY"])
    found = months(bea, since=date(2026, 1, 15), until=date(2026, 2, 1))
    assert [(m.month.month, m.currency, m.total_micro) for m in found] == [
        (1, "USD", 5),
        (2, "JPY", 5),
        (2, "USD", 5),
    ]


@pytest.mark.parametrize("change", [{"whole_minor": 1}, {"rest_micro": 7}, {"month": "2025-01-01"}])
def test_verify_finds_a_sum_that_is_not_that_of_the_lines(db, change):
    company.found()
    run_through(through=company.LAST)
    assert verify().breaches == []
    Earned.objects.filter(pk=Earned.objects.earliest("pk").pk).update(**change)
    assert "earned: agent" in "\n".join(verify().breaches)
