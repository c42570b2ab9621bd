"""Step 4 of a night: what refunds take back (domain page, One night)."""

from dataclasses import dataclass

import numpy as np

from commissions.engine.lines import CLAWBACK, Lines
from commissions.engine.rounding import share_of


class RefundsDisagree(ValueError):
    """The refunds of a charge can't be what its lines were clawed back by."""


@dataclass(frozen=True)
class Refunded:
    """Earned lines of charges with refunds, and (lines,) each: what is refunded of the charge so
    far, its amount (above 0), and what has been clawed back of the line so far (>= 0)."""

    lines: Lines
    refunded_minor: np.ndarray
    amount_minor: np.ndarray
    clawed_micro: np.ndarray


def owed(refunded: Refunded) -> np.ndarray:
    """int64 (lines,): what is not yet clawed back, >= 0, in millionths."""
    if (refunded.refunded_minor > refunded.amount_minor).any():
        raise RefundsDisagree("A charge is refunded beyond its amount.")
    total = share_of(refunded.lines.amount_micro, refunded.refunded_minor, refunded.amount_minor)
    if (total < refunded.clawed_micro).any():
        raise RefundsDisagree("More was clawed back than its refunds account for.")
    return total - refunded.clawed_micro


def claw_back(refunded: Refunded) -> Lines:
    """What is owed, negative; otherwise a line is like its original."""
    tonight = owed(refunded)
    some = np.flatnonzero(tonight)
    columns = vars(refunded.lines.take(some))
    return Lines(
        **columns
        | {
            "entry": np.full(len(some), CLAWBACK, np.int8),
            "amount_micro": -tonight[some],
        }
    )
