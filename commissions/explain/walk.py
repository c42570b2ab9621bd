"""A charge's way up the tree and what each agent on it got, with the rule that decided (domain
page, One night, step 3). Pure, and apart from the engine: `check` holds the two together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from commissions.engine.lines import DOWNLINE, OVERRIDE, RESIDUAL
from commissions.engine.plan import Plan
from commissions.engine.rounding import MICRO, rate_of


class Disagrees(RuntimeError):
    """What is kept of a night isn't what it paid by: a bug, or rows changed by other means."""


class Rule(StrEnum):
    PAID = "paid"
    TERMINATED = "terminated"
    NOT_ACTIVE = "not_active"
    RANK = "rank"  # It pays nothing here.
    ALREADY_PAID = "already_paid"  # All of its override, to somebody below.
    TOO_DEEP = "too_deep"  # For any rank of the plan.


@dataclass(frozen=True)
class Stop:
    """What the night decided of an agent on the way; `rank` is its position in the plan."""

    active: bool
    terminated: bool
    rank: int


@dataclass(frozen=True)
class Step:
    """What one kind of commission came to at the agent `at`, its place on the way (0: the owner).

    `level`: of downline the level whose turn it was, of override the sponsor steps. `offered_ppm`:
    what its rank gives there. `paid_ppm`: of override, what was paid already, `by` whose place.
    `counted`: whether a downline level was used up.
    """

    at: int
    rule: Rule
    level: int
    offered_ppm: int
    paid_ppm: int = 0
    by: int | None = None
    counted: bool = True

    @property
    def rate_ppm(self) -> int:
        return self.offered_ppm - self.paid_ppm if self.rule == Rule.PAID else 0


@dataclass(frozen=True)
class Got:
    """One of the engine's lines, its earner by the place on the way."""

    kind: int
    at: int
    level: int
    rate_ppm: int
    base_micro: int
    amount_micro: int


Steps = dict[int, list[Step]]
Way = list[Stop]


def steps(plan: Plan, way: Way, *, own_account: bool) -> Steps:
    """By kind. `way`: from the owner of the charge up, to whomever it is looked at from."""
    if own_account and not plan.own_accounts_pay:
        return {RESIDUAL: [], DOWNLINE: [], OVERRIDE: []}
    return {
        RESIDUAL: [_residual(plan, way[0])],
        DOWNLINE: list(_downline(plan, way)),
        OVERRIDE: list(_override(plan, way)),
    }


def _residual(plan: Plan, owner: Stop) -> Step:
    offered = plan.ranks[owner.rank].residual_ppm
    rule = Rule.PAID if offered else Rule.RANK
    if plan.residual_requires_active and not owner.active:
        rule = Rule.NOT_ACTIVE
    if owner.terminated:
        rule = Rule.TERMINATED
    return Step(0, rule, 0, offered)


def _downline(plan: Plan, way: Way) -> Iterator[Step]:
    level = 1
    for at, stop in enumerate(way[1:], start=1):
        if level > plan.depth:
            yield Step(at, Rule.TOO_DEEP, level, 0, counted=False)
            continue
        rates = plan.ranks[stop.rank].levels_ppm
        offered = rates[level - 1] if level <= len(rates) else 0
        rule = _barred(stop) or (Rule.PAID if offered else Rule.RANK)
        counted = (
            rule == Rule.PAID
            or plan.compression == "none"
            or (plan.compression == "active" and stop.active)
        )
        yield Step(at, rule, level, offered, counted=counted)
        level += counted


def _override(plan: Plan, way: Way) -> Iterator[Step]:
    paid, by = 0, None
    for at, stop in enumerate(way):
        offered = plan.ranks[stop.rank].override_ppm
        rule = _barred(stop) or (Rule.PAID if offered else Rule.RANK)
        if rule == Rule.PAID and offered <= paid:
            rule = Rule.ALREADY_PAID
        yield Step(at, rule, at, offered, paid, by)
        if rule == Rule.PAID:
            paid, by = offered, at


def _barred(stop: Stop) -> Rule | None:
    if stop.active:
        return None
    return Rule.TERMINATED if stop.terminated else Rule.NOT_ACTIVE


def check(told: Steps, lines: Iterable[Got], *, commissionable_minor: int, basis: str) -> None:
    """The engine's lines of a charge are what the steps say. Raises Disagrees."""
    got = {(line.kind, line.at, line.level, line.rate_ppm): line for line in lines}
    charged = commissionable_minor * MICRO
    residual = sum(line.amount_micro for line in got.values() if line.kind == RESIDUAL)
    for kind, taken in told.items():
        base = residual if kind == DOWNLINE and basis == "residual" else charged
        for step in taken:
            line = got.pop((kind, step.at, step.level, step.rate_ppm), None)
            amount = exact(base, step.rate_ppm)
            found = (line.base_micro, line.amount_micro) if line else (base, 0)
            if found != (base, amount):
                raise Disagrees(f"The engine comes to {line} where {step} gives {amount}.")
    if got:
        raise Disagrees(f"No step of the way says why the engine comes to {[*got.values()]}.")


def amounts_at(at: int, told: Steps, *, commissionable_minor: int, basis: str) -> list[int]:
    """What the steps give the agent at that place, by kind, in millionths."""
    charged = commissionable_minor * MICRO
    residual = sum(exact(charged, step.rate_ppm) for step in told[RESIDUAL])
    amounts = []
    for kind in (RESIDUAL, DOWNLINE, OVERRIDE):
        base = residual if kind == DOWNLINE and basis == "residual" else charged
        amounts.append(sum(exact(base, step.rate_ppm) for step in told[kind] if step.at == at))
    return amounts


def exact(base_micro: int, rate_ppm: int) -> int:
    """base × rate, half up, in millionths: the engine's own arithmetic."""
    return int(rate_of(np.int64(base_micro), np.int64(rate_ppm)))
