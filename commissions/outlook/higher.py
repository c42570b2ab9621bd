"""What a higher rank would have paid an agent at the sales of last month.

For each night the charges that it commissioned in the agent's downline go through the engine once
more, with everybody's rank and activity as that night decided them, and the tree as that night saw
it; only the agent's own rank is another. At the rank that it had, that comes to what was paid.

Nights in which nobody's rank or activity changed are worked out together.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from django.db.models import F, IntegerField, Q, QuerySet
from django.db.models.functions import Cast

from agents.models import Agent, Move
from commissions.engine import plan as engine
from commissions.engine.commission import Due, commission
from commissions.engine.network import Network
from commissions.engine.qualify import Standing as Decided
from commissions.nights import facts
from commissions.nights.currencies import CurrencyNumber
from commissions.nights.history import History
from commissions.nights.models import CommissionedCharge, Entry, Kind, Run
from commissions.outlook.below import ROOT
from commissions.outlook.sums import Sum, by_currency, by_kind
from commissions.plans import versions
from commissions.plans.models import Plan
from commissions.standings.models import Standing
from mlmsite.lib import bulk, days
from mlmsite.lib.days import DayNumber
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
    standings are kept. None where the agent stood nowhere yet, or nothing was commissioned."""
    with snapshot():
        for first, last in (month_of(night), (night.replace(day=1), night)):
            nights = _nights(agent, first, last)
            if nights:
                return _found(agent, nights, night=night)
    return None


Nights = dict[date, Plan]


def _nights(agent: Agent, first: date, last: date) -> Nights:
    """Those that have run, with their plan, of which the agent's standing is kept."""
    since = Standing.objects.filter(agent=agent).order_by("since").values_list("since", flat=True)
    begun = since.first()
    if begun is None:
        return {}
    runs = Run.objects.filter(posted_on__range=(max(first, begun), last)).select_related("plan")
    return {run.posted_on: run.plan for run in runs.order_by("posted_on")}


def _found(agent: Agent, nights: Nights, *, night: date) -> Higher:
    current = versions.in_force(night)
    assert current is not None
    trees = _Trees(agent, min(nights))
    charges = _commissioned(trees, nights)
    numbers, place = np.unique(charges["number"], return_inverse=True)
    charges["currency"] = place.ravel()
    plans = {plan.pk: versions.for_engine(plan) for plan in {current, *nights.values()}}
    names = _names(agent, plans[current.pk], night)
    totals = _Totals(numbers, (None, *names))
    idle = 0
    for some in _groups(trees, nights):
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


class _Trees:
    """The agent's downline on each night. Where nobody came, left or moved in it since the first of
    the nights, that of now is that of all."""

    def __init__(self, agent: Agent, first: date) -> None:
        self.agent = agent
        inside = agent.within("agent__", include_self=True)
        inside |= agent.within("from_sponsor__", include_self=True)
        later = Q(first_night__gt=first) | Q(first_night=None)
        moved = Move.objects.filter(later).filter(inside).exists()
        self.history = History() if moved else None
        self.ids, self._sponsor = self._now() if self.history is None else self._then(first)

    def _now(self) -> tuple[np.ndarray, np.ndarray]:
        ids, network = facts.read_network(self.agent.get_descendants(include_self=True))
        return ids, network.sponsor

    def _then(self, day: date) -> tuple[np.ndarray, np.ndarray]:
        assert self.history is not None
        ids, network = self.history.network(day)
        at = int(np.flatnonzero(ids == self.agent.pk)[0])
        part = slice(at, int(network.end[at]))
        sponsor = network.sponsor[part] - at
        sponsor[ROOT] = -1
        return ids[part], sponsor

    def on(self, day: date) -> tuple[np.ndarray, np.ndarray]:
        """Ids in preorder, and the sponsors' positions."""
        return (self.ids, self._sponsor) if self.history is None else self._then(day)

    def inside(self, prefix: str) -> Q:
        """Nobody is left out; of others some may be among them, whom `on` doesn't know."""
        if self.history is None:
            return self.agent.within(prefix, include_self=True)
        return Q()


@dataclass(frozen=True)
class _Some:
    """Nights on which everybody in the downline was of the same rank and as active."""

    nights: list[date]
    plan: int
    ids: np.ndarray
    sponsor: np.ndarray
    rank: np.ndarray
    active: np.ndarray
    terminated: np.ndarray

    def same(self, other: "_Some") -> bool:
        names = ("ids", "sponsor", "rank", "active", "terminated")
        return self.plan == other.plan and all(
            np.array_equal(getattr(self, name), getattr(other, name)) for name in names
        )


def _groups(trees: _Trees, nights: Nights) -> Iterator[_Some]:
    """In the order of the nights."""
    pending: _Some | None = None
    for some in _each(trees, nights):
        if pending is not None and pending.same(some):
            pending.nights.extend(some.nights)
            continue
        if pending is not None:
            yield pending
        pending = some
    if pending is not None:
        yield pending


def _each(trees: _Trees, nights: Nights) -> Iterator[_Some]:
    rows = _standings(trees, min(nights), max(nights))
    largest = max(int(rows["agent_id"].max(initial=0)), int(trees.ids.max(initial=0)))
    state = {name: np.zeros(largest + 1, np.int64) for name in ("rank", "active", "terminated")}
    done = 0
    for day, plan in nights.items():
        # In the order of `since`: what a later night decided overwrites what an earlier one did.
        until = int(np.searchsorted(rows["since"], days.number(day), side="right"))
        for name, values in state.items():
            values[rows["agent_id"][done:until]] = rows[name][done:until]
        done = until
        ids, sponsor = trees.on(day)
        known = {name: np.zeros(len(ids), np.int64) for name in state}
        there = ids <= largest
        for name, values in state.items():
            known[name][there] = values[ids[there]]
        yield _Some(
            [day],
            plan.pk,
            ids,
            sponsor,
            known["rank"],
            known["active"].astype(bool),
            known["terminated"].astype(bool),
        )


def _standings(trees: _Trees, first: date, last: date) -> dict[str, np.ndarray]:
    """Those of any of these nights, in their order; `since` as a number."""
    flags = {f"{name}_number": Cast(name, IntegerField()) for name in ("active", "terminated")}
    kept: QuerySet[Standing] = Standing.objects.filter(
        trees.inside("agent__"), Q(until=None) | Q(until__gt=first), since__lte=last
    )
    rows = bulk.read_ints(
        kept.annotate(day=DayNumber("since"), **flags),
        *("agent_id", "day", "rank", "active_number", "terminated_number"),
    )
    order = np.argsort(rows["day"], kind="stable")
    names = {"day": "since", "active_number": "active", "terminated_number": "terminated"}
    return {names.get(name, name): values[order] for name, values in rows.items()}


def _commissioned(trees: _Trees, nights: Nights) -> dict[str, np.ndarray]:
    """What these nights commissioned, by night: `owner` an agent's id, `number` the currency's."""
    of = "charge__subscription__customer__"
    commissioned = CommissionedCharge.objects.filter(
        trees.inside(f"{of}agent__"), run__gte=min(nights), run__lte=max(nights)
    )
    rows = bulk.read_ints(
        commissioned.annotate(
            day=DayNumber("run_id"),
            number=CurrencyNumber("charge__subscription__currency"),
            own=Cast(F(f"{of}own_account"), IntegerField()),
        ),
        *("charge_id", "day", "number", "own", f"{of}agent_id", "charge__commissionable_minor"),
    )
    order = np.argsort(rows["day"], kind="stable")
    charge, day, number, own, owner, commissionable = (v[order] for v in rows.values())
    return {
        "charge": charge,
        "day": day,
        "number": number,
        "own_account": own.astype(bool),
        "owner": owner,
        "commissionable_minor": commissionable,
    }


class _Totals:
    """What the nights come to, for each rank by its name; None stands for those of the nights."""

    def __init__(self, numbers: np.ndarray, names: tuple[str | None, ...]) -> None:
        self.numbers = numbers
        self.sums: dict[str | None, dict[tuple[Entry, Kind, str], list[int]]]
        self.sums = {name: {} for name in names}
        self.unknown: set[str | None] = set()

    def add(self, some: _Some, plan: engine.Plan, charges: dict[str, np.ndarray]) -> None:
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


def _cut(some: _Some, charges: dict[str, np.ndarray]) -> tuple[Network, Decided, Due]:
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
