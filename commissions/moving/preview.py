"""What a move changes in the next night's commissions: who gains, who loses, how much in all."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from agents.models import Agent
from commissions.engine import Night
from commissions.engine.lines import CLAWBACK
from commissions.engine.rounding import MICRO, Sums
from commissions.nights import currencies
from commissions.nights.read import Names
from commissions.nights.rehearse import rehearse


@dataclass(frozen=True)
class Change:
    """What one agent's lines come to, in millionths of the minor unit, signed."""

    agent: Agent
    currency: str
    before_micro: int
    after_micro: int

    @property
    def more_micro(self) -> int:
        return self.after_micro - self.before_micro


@dataclass(frozen=True)
class Total:
    currency: str
    before_micro: int
    after_micro: int
    gain: int
    lose: int

    @property
    def more_micro(self) -> int:
        return self.after_micro - self.before_micro


@dataclass(frozen=True)
class Preview:
    """`changes`: those whose pay differs, the most first; `totals`: of all agents, by currency."""

    day: date
    changes: list[Change]
    totals: list[Total]


def preview(agent: Agent, *, to: Agent) -> Preview | None:
    """None where no plan is loaded. Raises rehearse.Busy while a night or a load is under way."""
    rehearsal = rehearse(moves=({}, {agent.pk: to.pk}))
    if rehearsal is None:
        return None
    before, after = (_sums(names, night) for names, night in rehearsal.nights)
    keys = before.keys() | after.keys()
    differing = [key for key in keys if before.get(key, 0) != after.get(key, 0)]
    agents = Agent.objects.in_bulk({who for who, _ in differing})
    changes = [
        Change(agents[who], currency, before.get((who, currency), 0), after.get((who, currency), 0))
        for who, currency in differing
    ]
    changes.sort(key=lambda change: (change.currency, -abs(change.more_micro), change.agent.code))
    return Preview(rehearsal.day, changes, list(_totals(before, after, changes)))


Pay = dict[tuple[int, str], int]


def _sums(names: Names, night: Night) -> Pay:
    """{(agent's id, currency): millionths}, clawbacks taken off."""
    lines = night.lines
    cells = (len(names.agents), max(1, len(names.currencies)), 2)
    sums = Sums(int(np.prod(cells)))
    entry = (lines.entry == CLAWBACK).astype(np.int64)
    cell = np.ravel_multi_index((lines.earner, lines.currency, entry), cells)
    sums.add(np.abs(lines.amount_micro), cell)
    pay: Pay = {}
    for at in np.unique(cell).tolist():
        who, number, clawed = (int(i) for i in np.unravel_index(at, cells))
        key = int(names.agents[who]), currencies.code(names.currencies[number])
        amount = int(sums.units()[at]) * MICRO + int(sums.millionths()[at])
        pay[key] = pay.get(key, 0) + (-amount if clawed else amount)
    return pay


def _totals(before: Pay, after: Pay, changes: list[Change]) -> Iterator[Total]:
    for currency in sorted({currency for _, currency in before.keys() | after.keys()}):
        more = [c.more_micro for c in changes if c.currency == currency]
        yield Total(
            currency,
            *(sum(v for (_, c), v in pay.items() if c == currency) for pay in (before, after)),
            gain=sum(m > 0 for m in more),
            lose=sum(m < 0 for m in more),
        )
