"""The exact sums of a night's lines, by entry, kind and currency."""

import numpy as np

from commissions.engine.lines import Lines
from commissions.engine.rounding import MICRO
from commissions.nights import currencies
from commissions.nights.models import Entry, Kind
from commissions.nights.read import Names

Totals = dict[str, dict[str, dict[str, str]]]


def of_lines(lines: Lines, names: Names) -> Totals:
    """{entry: {kind: {currency: millionths of the minor unit}}}, as text: JSON's numbers are not
    whole beyond 2⁵³. Clawbacks are negative."""
    shape = (len(Entry), len(Kind), max(1, len(names.currencies)))
    cell = np.ravel_multi_index((lines.entry, lines.kind, lines.currency), shape)
    # Floor division: the whole units and the rest are summed apart, so neither outgrows 64 bits.
    units, millionths = np.zeros(np.prod(shape), np.int64), np.zeros(np.prod(shape), np.int64)
    whole, rest = np.divmod(lines.amount_micro, MICRO)
    np.add.at(units, cell, whole)
    np.add.at(millionths, cell, rest)
    totals: Totals = {}
    for at in np.unique(cell).tolist():
        entry, kind, number = (int(i) for i in np.unravel_index(at, shape))
        currency = currencies.code(names.currencies[number])
        amount = int(units[at]) * MICRO + int(millionths[at])
        by_kind = totals.setdefault(Entry(entry).label, {})
        by_kind.setdefault(Kind(kind).label, {})[currency] = str(amount)
    return totals
