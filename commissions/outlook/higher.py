"""What a higher rank would have paid an agent at the sales of last month.

For each night the charges that it commissioned in the agent's downline go through the engine once
more, with everybody's rank and activity as that night decided them, and the tree as that night saw
it; only the agent's own rank is another. At the rank that it had, that comes to what was paid.

Nights in which nobody's rank or activity changed are worked out together.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from agents.models import Agent
from commissions.engine import plan as engine
from commissions.engine.commission import Due, commission
from commissions.engine.network import Network
from commissions.engine.qualify import Standing as Decided
from commissions.nights import facts
from commissions.nights.models import Entry, Kind
from commissions.outlook.below import ROOT
from commissions.outlook.lived import Alike, Nights, Trees, commissioned, groups, nights_of
from commissions.outlook.sums import Sum, by_currency, by_kind
from commissions.plans import versions
from commissions.standings.models import Standing
from mlmsite.lib import days
from mlmsite.lib.snapshot import snapshot


@dataclass(frozen=True)
class At:
    """At that rank on every night; `sums` before refunds. `unknown`: a night's plan had no rank of
    that name."""

    rank: str
    sums: tuple[Sum, ...]
    unknown: bool

    @property
    def pay_micro(self) -> dict[str, int]:
        return by_currency(self.sums)


@dataclass(frozen=True)
class Higher:
    """From the night of `first` to that of `last`: `paid` at the ranks that the agent had, `ranks`
    from its present one up. On `idle` of the `nights` it was not active. `agents` and `charges`
    were looked at."""

    first: date
    last: date
    nights: int
    idle: int
    paid: tuple[Sum, ...]
    ranks: tuple[At, ...]
    agents: int
    charges: int

    @property
    def paid_by_currency(self) -> list[tuple[str, int]]:
        paid = by_currency(self.paid)
        return [(currency, paid.get(currency, 0)) for currency in self.currencies]

    @property
    def rows(self) -> list[tuple[At, list[tuple[str, int, int]]]]:
        """Each rank with currency, pay, and how much more that is than was paid."""
        return [
            (
                at,
                [
                    (currency, amount, amount - paid)
                    for currency, paid in self.paid_by_currency
                    for amount in (at.pay_micro.get(currency, 0),)
                ],
            )
            for at in self.ranks
        ]

    @property
    def currencies(self) -> list[str]:
        return sorted(
            {one.currency for at in (self.paid, *(r.sums for r in self.ranks)) for one in at}
        )


def month_of(night: date) -> tuple[date, date]:
    """The first and last day of the last month of which all nights have run by then."""
    after = night + timedelta(days=1)
    last = after.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def higher(agent: Agent, *, night: date) -> Higher | None:
    """`night` is the last one. Of last month; of this one so far where that has no night of which
    standings are kept. None where the agent stood nowhere yet."""
    with snapshot():
        for first, last in (month_of(night), (night.replace(day=1), night)):
            nights = nights_of(agent, first, last)
            if nights:
                return _found(agent, nights, night=night)
    return None


def _found(agent: Agent, nights: Nights, *, night: date) -> Higher:
    current = versions.in_force(night)
    assert current is not None
    trees = Trees(agent, min(nights))
    charges = commissioned(trees, nights)
    numbers, place = np.unique(charges["number"], return_inverse=True)
    charges["currency"] = place.ravel()
    plans = {plan.pk: versions.for_engine(plan) for plan in {current, *nights.values()}}
    names = _names(agent, plans[current.pk], night)
    totals = _Totals(numbers, (None, *names))
    idle = 0
    for some in groups(trees, nights):
        idle += len(some.nights) * (not some.active[ROOT])
        totals.add(some, plans[some.plan], charges)
    return Higher(
        first=min(nights),
        last=max(nights),
        nights=len(nights),
        idle=idle,
        paid=totals.of(None).sums,
        ranks=tuple(totals.of(name) for name in names),
        agents=len(trees.ids),
        charges=len(charges["charge"]),
    )


def _names(agent: Agent, plan: engine.Plan, night: date) -> list[str]:
    """The ranks from the agent's present one up."""
    position = Standing.objects.on(night).get(agent=agent).rank
    return [rank.name for rank in plan.ranks[position:]]


class _Totals:
    """What the nights come to, for each rank by its name; None stands for those of the nights."""

    def __init__(self, numbers: np.ndarray, names: tuple[str | None, ...]) -> None:
        self.numbers = numbers
        self.sums: dict[str | None, dict[tuple[Entry, Kind, str], list[int]]]
        self.sums = {name: {} for name in names}
        self.unknown: set[str | None] = set()

    def add(self, some: Alike, plan: engine.Plan, charges: dict[str, np.ndarray]) -> None:
        first, last = days.number(some.nights[0]), days.number(some.nights[-1])
        part = slice(
            int(np.searchsorted(charges["day"], first)),
            int(np.searchsorted(charges["day"], last, side="right")),
        )
        network, standing, due = _cut(some, {name: v[part] for name, v in charges.items()})
        position = {rank.name: at for at, rank in enumerate(plan.ranks)}
        for name in self.sums:
            at = int(standing.rank[ROOT]) if name is None else position.get(name)
            if at is None:
                self.unknown.add(name)
                continue
            rank = standing.rank.copy()
            rank[ROOT] = at
            lines = commission(network, plan, replace(standing, rank=rank), due, earner=ROOT)
            self._keep(name, by_kind(lines, self.numbers))

    def _keep(self, name: str | None, found: tuple[Sum, ...]) -> None:
        for one in found:
            total = self.sums[name].setdefault((one.entry, one.kind, one.currency), [0, 0])
            total[0] += one.lines
            total[1] += one.amount_micro

    def of(self, name: str | None) -> At:
        found = sorted(self.sums[name].items(), key=lambda item: (item[0][2], *item[0][:2]))
        return At(
            name or "",
            tuple(Sum(*key, lines, amount_micro) for key, (lines, amount_micro) in found),
            name in self.unknown,
        )


def _cut(some: Alike, charges: dict[str, np.ndarray]) -> tuple[Network, Decided, Due]:
    """Only the owners of the charges and those above them, as nobody else is walked past: the rest
    of a large downline would only be looked up in vain."""
    table = facts.positions(some.ids, up_to=charges["owner"])
    owner = table[charges["owner"]]
    ours = owner >= 0
    owner = owner[ours]
    whole = Network(some.sponsor, some.terminated)
    sells = np.zeros(len(whole), bool)
    sells[owner] = True
    kept = whole.sum_below(sells) > 0
    kept[ROOT] = True
    place = np.cumsum(kept) - 1
    sponsor = np.where(some.sponsor[kept] < 0, -1, place[some.sponsor[kept]]).astype(np.int32)
    network = Network(sponsor, some.terminated[kept])
    nothing = np.zeros(len(network), np.int64)
    standing = Decided(
        pv=nothing,
        customers=nothing,
        gv=nothing,
        active=some.active[kept],
        rank=some.rank[kept],
        held=nothing,
    )
    commissionable = charges["commissionable_minor"][ours]
    due = Due(
        charge=charges["charge"][ours],
        owner=place[owner],
        own_account=charges["own_account"][ours],
        currency=charges["currency"][ours],
        amount_minor=commissionable,
        commissionable_minor=commissionable,
        refunded_minor=np.zeros(len(commissionable), np.int64),
    )
    return network, standing, due
