"""Step 5 of a night: whole minor units for the ledger (domain page, Money).

Posted is half_up(all lines so far) - half_up(all before tonight). With the sum before as a whole
number and a fraction f of 10⁶, and tonight's as x, that is floor((f + x + ½) - [f >= ½]): only the
fraction has to be known. Clawbacks are summed as positive amounts, apart from what is earned.
"""

from dataclasses import dataclass

import numpy as np

from commissions.engine.lines import Lines
from commissions.engine.rounding import MICRO, Sums

HALF = MICRO // 2


@dataclass(frozen=True)
class Postings:
    """One for each agent, currency and entry with lines tonight, (p,) each, ordered by them:
    agent (position), currency (number), entry, what is posted in minor units (>= 0, and 0 where
    only the fraction moved), and the fraction that is carried on."""

    agent: np.ndarray
    currency: np.ndarray
    entry: np.ndarray
    amount_minor: np.ndarray
    fraction_micro: np.ndarray

    def __len__(self) -> int:
        return len(self.agent)


def post(lines: Lines, fractions: np.ndarray) -> Postings:
    """`fractions`: what is carried from before, 0 to 10⁶ - 1, int (agents, currencies, entries)."""
    sums = Sums(fractions.size)
    for part in lines.parts():
        cell = np.ravel_multi_index((part.earner, part.currency, part.entry), fractions.shape)
        sums.add(np.abs(part.amount_micro), cell)
    units, millionths = sums.units(), sums.millionths()
    # Every line is more than 0, so a cell without any is one whose sum is 0.
    touched = np.flatnonzero((units > 0) | (millionths > 0))
    before = fractions.ravel()[touched].astype(np.int64)
    after = before + millionths[touched]
    amount = units[touched] + (after + HALF) // MICRO - (before >= HALF)
    agent, currency, entry = np.unravel_index(touched, fractions.shape)
    return Postings(agent, currency, entry, amount, after % MICRO)
