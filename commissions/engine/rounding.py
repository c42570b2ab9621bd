"""Exact arithmetic on int64 arrays (domain page, Money). Half up, as all amounts here are >= 0.

The bounds matter: int64 overflows in silence. Amounts are at most 10¹² minor units, rates at most
10⁶ millionths, so a line is at most 10¹⁸ millionths of a minor unit, below 2⁶³ ≈ 9.2 · 10¹⁸.
"""

import numpy as np

MICRO = 1_000_000
MAX_MINOR = 10**12
_LOW_BITS = 20


def rate_of(base_micro: np.ndarray, rate_ppm: np.ndarray) -> np.ndarray:
    """base × rate, half up, in millionths. int64 (n,); 0 <= base <= 10¹⁸, 0 <= rate <= 10⁶."""
    whole, rest = np.divmod(base_micro, MICRO)
    return whole * rate_ppm + (rest * rate_ppm + MICRO // 2) // MICRO


def share_of(amount: np.ndarray, part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """amount × part / whole, half up. int64 (n,); 0 <= amount, 0 <= part <= whole <= 10¹²,
    whole > 0.

    amount = q·whole + r, so the result is q·part + r·part/whole. r·part can be 10²⁴: it is divided
    in two steps, the upper bits of part first, so that nothing exceeds 2⁶¹.
    """
    q, r = np.divmod(amount, whole)
    upper, lower = part >> _LOW_BITS, part & ((1 << _LOW_BITS) - 1)
    q_upper, r_upper = np.divmod(r * upper, whole)
    q_lower, left = np.divmod((r_upper << _LOW_BITS) + r * lower, whole)
    return q * part + (q_upper << _LOW_BITS) + q_lower + (2 * left >= whole)


class Sums:
    """Exact sums of amounts in millionths, in numbered cells: whole units and the millionths beyond
    them, apart, as a sum in millionths can outgrow 64 bits."""

    def __init__(self, cells: int) -> None:
        self._units = np.zeros(cells, np.int64)
        self._rest = np.zeros(cells, np.int64)

    def add(self, amount_micro: np.ndarray, cell: np.ndarray) -> None:
        """int64 (n,) each; cells from 0 to cells - 1."""
        whole, rest = np.divmod(amount_micro, MICRO)
        np.add.at(self._units, cell, whole)
        np.add.at(self._rest, cell, rest)

    def units(self) -> np.ndarray:
        """int64 (cells,), rounded down."""
        return self._units + self._rest // MICRO

    def millionths(self) -> np.ndarray:
        """int64 (cells,), from 0 to 10⁶ - 1, for negative sums too."""
        return self._rest % MICRO
