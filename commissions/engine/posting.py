"""Step 5 of a night: whole minor units for the ledger (domain page, Money).

Posted is half_up(all lines so far) - half_up(all before tonight). With the sum before as a whole
number and a fraction f of 10⁶, and tonight's as x, that is floor((f + x + ½) - [f >= ½]): only the
fraction has to be known. Clawbacks are summed as positive amounts, apart from what is earned.
"""

from dataclasses import dataclass

import numpy as np

from commissions.engine.lines import Lines
from commissions.engine.rounding import MICRO

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
    cell = np.ravel_multi_index((lines.earner, lines.currency, lines.entry), fractions.shape)
    # A night's sum in millionths can outgrow 64 bits, so whole units are summed apart.
    whole, rest = np.divmod(np.abs(lines.amount_micro), MICRO)
    units = np.zeros(fractions.size, np.int64)
    millionths = np.zeros(fractions.size, np.int64)
    np.add.at(units, cell, whole)
    np.add.at(millionths, cell, rest)
    touched = np.flatnonzero(np.bincount(cell, minlength=1))
    before = fractions.ravel()[touched].astype(np.int64)
    after = before + millionths[touched]
    amount = units[touched] + (after + HALF) // MICRO - (before >= HALF)
    agent, currency, entry = np.unravel_index(touched, fractions.shape)
    return Postings(agent, currency, entry, amount, after % MICRO)
