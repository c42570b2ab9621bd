"""One night: arrays in, lines and postings out (domain page, One night, steps 2 to 5)."""

from dataclasses import dataclass

import numpy as np

from commissions.engine.clawback import Refunded, claw_back
from commissions.engine.commission import Due, commission, commissioned
from commissions.engine.lines import Lines
from commissions.engine.network import Network
from commissions.engine.plan import Plan
from commissions.engine.posting import Postings, post
from commissions.engine.qualify import Counting, Standing, qualify


@dataclass(frozen=True)
class Inputs:
    """`refunded`: lines of charges that earlier nights commissioned. `fractions`: int32 (agents,
    currencies, 2), what the ledger has not said yet."""

    network: Network
    plan: Plan
    counting: Counting
    due: Due
    refunded: Refunded
    fractions: np.ndarray


@dataclass(frozen=True)
class Night:
    """`commissioned`: labels of the charges that tonight took."""

    standing: Standing
    commissioned: np.ndarray
    lines: Lines
    postings: Postings


def compute_night(inputs: Inputs, *, earner: int | None = None) -> Night:
    """With `earner`, a position: what the night pays and takes back of that agent alone. Then
    `inputs.refunded` holds lines of that agent only."""
    standing = qualify(inputs.network, inputs.plan, inputs.counting)
    due = inputs.due.take(commissioned(inputs.due))
    # In a list alone, which `join` empties: the lines are not held twice.
    parts = [commission(inputs.network, inputs.plan, standing, due, earner=earner)]
    parts += [claw_back(_of_tonight(due, parts[0])), claw_back(inputs.refunded)]
    lines = Lines.join(parts)
    return Night(standing, due.charge, lines, post(lines, inputs.fractions))


def _of_tonight(due: Due, earned: Lines) -> Refunded:
    """Charges refunded in part before their first night are clawed back in it."""
    some = due.take(np.flatnonzero((due.refunded_minor > 0) & (due.amount_minor > 0)))
    some = some.take(np.argsort(some.charge))
    lines = earned.take(np.isin(earned.charge, some.charge))
    at = np.searchsorted(some.charge, lines.charge)
    return Refunded(
        lines, some.refunded_minor[at], some.amount_minor[at], np.zeros(len(lines), np.int64)
    )
