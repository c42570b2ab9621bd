"""The exact sums of a night's lines, by entry, kind and currency."""

import numpy as np

from commissions.engine.rounding import MICRO
from commissions.nights import currencies
from commissions.nights.models import Entry, Kind

Totals = dict[str, dict[str, dict[str, str]]]


def of_lines(columns: dict[str, np.ndarray]) -> Totals:
    """{entry: {kind: {currency: millionths of the minor unit}}}, as text: JSON's numbers are not
    whole beyond 2⁵³. Clawbacks are negative. `currency` in numbers as in currencies.py."""
    different, currency = np.unique(columns["currency"], return_inverse=True)
    shape = (len(Entry), len(Kind), max(1, len(different)))
    cell = np.ravel_multi_index((columns["entry"], columns["kind"], currency), shape)
    # Floor division: the whole units and the rest are summed apart, so neither outgrows 64 bits.
    units, millionths = np.zeros(np.prod(shape), np.int64), np.zeros(np.prod(shape), np.int64)
    whole, rest = np.divmod(columns["amount_micro"], MICRO)
    np.add.at(units, cell, whole)
    np.add.at(millionths, cell, rest)
    totals: Totals = {}
    for at in np.unique(cell).tolist():
        entry, kind, number = (int(i) for i in np.unravel_index(at, shape))
        amount = int(units[at]) * MICRO + int(millionths[at])
        by_kind = totals.setdefault(Entry(entry).label, {})
        by_kind.setdefault(Kind(kind).label, {})[currencies.code(different[number])] = str(amount)
    return totals
