"""Step 3 of a night: the lines of the charges that are due (domain page, One night).

All charges walk up the tree at once, one level a step. Compression is a pointer for each agent to
the one above it that the next level belongs to, so a step is one look-up however many are skipped.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from commissions.engine.lines import DOWNLINE, EARNED, OVERRIDE, RESIDUAL, Lines
from commissions.engine.network import Network
from commissions.engine.plan import Plan
from commissions.engine.qualify import Standing, refunded_in_full
from commissions.engine.rounding import MAX_MINOR, MICRO, rate_of

CHUNK = 500_000


@dataclass(frozen=True)
class Due:
    """Charges not yet commissioned, (m,) each: label, owner's position, own account, currency (its
    number), amount, commissionable amount and what is refunded so far in minor units."""

    charge: np.ndarray
    owner: np.ndarray
    own_account: np.ndarray
    currency: np.ndarray
    amount_minor: np.ndarray
    commissionable_minor: np.ndarray
    refunded_minor: np.ndarray

    def __len__(self) -> int:
        return len(self.charge)

    def take(self, which: np.ndarray | slice) -> "Due":
        return Due(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


def commissioned(due: Due) -> np.ndarray:
    """bool (m,): one refunded in full before its first night is never commissioned."""
    return ~refunded_in_full(due.amount_minor, due.refunded_minor)


def commission(
    network: Network, plan: Plan, standing: Standing, due: Due, *, earner: int | None = None
) -> Lines:
    """The lines of commissioned charges, unordered: all, or those of the one agent at the position
    `earner`, which takes the memory of that agent's alone."""
    if len(due) and not 0 <= due.commissionable_minor.min() <= due.commissionable_minor.max() <= (
        MAX_MINOR
    ):
        raise ValueError("A commissionable amount is from 0 to 10^12 minor units.")
    if not plan.own_accounts_pay:
        due = due.take(~due.own_account)
    walk = _Walk(network, plan, standing, earner)
    parts: list[Lines] = []
    for start in range(0, len(due), CHUNK):
        part = due.take(slice(start, start + CHUNK))
        residual, residual_micro = walk.residual(part)
        base = residual_micro if plan.downline_basis == "residual" else _micro(part)
        parts += [residual, *walk.downline(part, base), *walk.override(part)]
    return Lines.join(parts)


def _micro(due: Due) -> np.ndarray:
    return due.commissionable_minor * MICRO


class _Walk:
    """What every charge's walk needs of the night: prepared once, then looked up."""

    def __init__(
        self, network: Network, plan: Plan, standing: Standing, earner: int | None
    ) -> None:
        self.network, self.plan, self.standing, self.only = network, plan, standing, earner
        self.labels = plan.labels()
        self.levels = [(self._turn(rates), rates) for rates in self._rates()]
        self.differential = _Differential(network, plan, standing)

    def residual(self, due: Due) -> tuple[Lines, np.ndarray]:
        """Level 0, and its exact amount for each charge, 0 where there is no line."""
        earns = ~self.network.terminated[due.owner]
        if self.plan.residual_requires_active:
            earns &= self.standing.active[due.owner]
        rate = np.where(earns, self.plan.residual_ppm()[self.standing.rank[due.owner]], 0)
        base = _micro(due)
        amount = rate_of(base, rate)
        return self._lines(due, RESIDUAL, due.owner, 0, rate, base, amount), amount

    def downline(self, due: Due, base: np.ndarray) -> list[Lines]:
        """One step a level: everyone moves on to the agent whose turn this level is."""
        lines = []
        at = due.owner
        for level, (turn, rates) in enumerate(self.levels, start=1):
            at = turn[at]
            rate = rates[at]
            lines.append(self._lines(due, DOWNLINE, at, level, rate, base, rate_of(base, rate)))
        return lines

    def override(self, due: Due) -> list[Lines]:
        """Each step goes on to the nearest at or above that is worth more than was paid so far."""
        steps = self.differential
        base, lines, paid = _micro(due), [], np.zeros(len(due), np.int64)
        at = steps.first[due.owner]
        for _ in range(steps.count):
            rate = (steps.rates[at] - paid).clip(0)
            up = steps.depth[due.owner] - steps.depth[at]
            lines.append(self._lines(due, OVERRIDE, at, up, rate, base, rate_of(base, rate)))
            paid = steps.rates[at]
            at = steps.above[steps.worth[at], at]
        return lines

    def _rates(self) -> np.ndarray:
        """int64 (depth, agents + 1): what each agent would earn on each level; 0 at the end."""
        table = self.plan.levels_ppm()[:, self.standing.rank]
        table[:, ~self.standing.active] = 0
        return np.pad(table, ((0, 0), (0, 1)))

    def _turn(self, rates: np.ndarray) -> np.ndarray:
        """int32 (agents + 1,): whose turn the level is, from where the last one was decided."""
        if self.plan.compression == "qualified":
            return self.network.nearest_above(rates[:-1] > 0)
        if self.plan.compression == "active":
            return self._nearest_active
        return self.network.sponsor_or_end

    @cached_property
    def _nearest_active(self) -> np.ndarray:
        return self.network.nearest_above(self.standing.active)

    def _lines(
        self,
        due: Due,
        kind: int,
        earner: np.ndarray,
        level: int | np.ndarray,
        rate: np.ndarray,
        base: np.ndarray,
        amount: np.ndarray,
    ) -> Lines:
        """A line that comes to 0 is not written."""
        written = amount > 0
        some = np.flatnonzero(written if self.only is None else written & (earner == self.only))
        return Lines.of(
            len(some),
            charge=due.charge[some],
            earner=earner[some],
            entry=EARNED,
            kind=kind,
            level=level[some] if isinstance(level, np.ndarray) else level,
            rank=self.labels[self.standing.rank[earner[some]]],
            rate_ppm=rate[some],
            base_micro=base[some],
            amount_micro=amount[some],
            currency=due.currency[some],
        )


class _Differential:
    """The way of the differential override, for every agent and every rate already paid.

    `count` different rates; for position n, where a walk ends, everything is 0. `worth` is the
    number of an agent's rate among the different ones, `above[w, i]` the nearest agent at or above
    i that is worth more than w.
    """

    def __init__(self, network: Network, plan: Plan, standing: Standing) -> None:
        n = len(network)
        different, of_rank = np.unique(plan.override_ppm(), return_inverse=True)
        worth = np.where(standing.active, of_rank[standing.rank], -1)
        self.count = len(different)
        self.rates = np.append(np.where(worth < 0, 0, different[worth]), 0)
        self.worth = np.append(worth, self.count - 1)
        self.depth = np.append(network.depth, 0)
        nearest = [network.nearest(worth > step) for step in range(-1, self.count)]
        self.above = np.stack(nearest[1:])
        self.first = nearest[1] if different[0] == 0 else nearest[0]
        assert self.above.shape == (self.count, n + 1)
