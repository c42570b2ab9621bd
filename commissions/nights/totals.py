"""The exact sums of a night's lines, by entry, kind and currency."""

import numpy as np

from commissions.engine.rounding import MICRO, Sums
from commissions.nights import currencies
from commissions.nights.models import Entry, Kind

Totals = dict[str, dict[str, dict[str, str]]]


def of_lines(columns: dict[str, np.ndarray]) -> Totals:
    """{entry: {kind: {currency: millionths of the minor unit}}}, as text: JSON's numbers are not
    whole beyond 2⁵³. Clawbacks are negative. `currency` in numbers as in currencies.py."""
    different, currency = np.unique(columns["currency"], return_inverse=True)
    shape = (len(Entry), len(Kind), max(1, len(different)))
    cell = np.ravel_multi_index((columns["entry"], columns["kind"], currency), shape)
    sums = Sums(int(np.prod(shape)))
    sums.add(columns["amount_micro"], cell)
    totals: Totals = {}
    for at in np.unique(cell).tolist():
        entry, kind, number = (int(i) for i in np.unravel_index(at, shape))
        amount = int(sums.units()[at]) * MICRO + int(sums.millionths()[at])
        by_kind = totals.setdefault(Entry(entry).label, {})
        by_kind.setdefault(Kind(kind).label, {})[currencies.code(different[number])] = str(amount)
    return totals
