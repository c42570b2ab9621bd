"""The nights of a month as a downline lived through them: its tree, everybody's rank and activity,
and the charges that each commissioned; of stored rows alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import F, IntegerField, Q, QuerySet
from django.db.models.functions import Cast

from agents.models import Agent, Move
from commissions.nights import facts
from commissions.nights.currencies import CurrencyNumber
from commissions.nights.history import History
from commissions.nights.models import CommissionedCharge, Run
from commissions.outlook.below import ROOT
from commissions.plans.models import Plan
from commissions.standings.models import Standing
from mlmsite.lib import bulk, days
from mlmsite.lib.days import DayNumber

Nights = dict[date, Plan]


def nights_of(agent: Agent, first: date, last: date) -> Nights:
    """Those that have run, with their plan, of which the agent's standing is kept."""
    since = Standing.objects.filter(agent=agent).order_by("since").values_list("since", flat=True)
    begun = since.first()
    if begun is None:
        return {}
    runs = Run.objects.filter(posted_on__range=(max(first, begun), last)).select_related("plan")
    return {run.posted_on: run.plan for run in runs.order_by("posted_on")}


class Trees:
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
class Alike:
    """Nights on which everybody in the downline was of the same rank and as active."""

    nights: list[date]
    plan: int
    ids: np.ndarray
    sponsor: np.ndarray
    rank: np.ndarray
    active: np.ndarray
    terminated: np.ndarray

    def same(self, other: "Alike") -> bool:
        names = ("ids", "sponsor", "rank", "active", "terminated")
        return self.plan == other.plan and all(
            np.array_equal(getattr(self, name), getattr(other, name)) for name in names
        )


def groups(trees: Trees, nights: Nights) -> Iterator[Alike]:
    """In the order of the nights."""
    pending: Alike | None = None
    for some in _each(trees, nights):
        if pending is not None and pending.same(some):
            pending.nights.extend(some.nights)
            continue
        if pending is not None:
            yield pending
        pending = some
    if pending is not None:
        yield pending


def _each(trees: Trees, nights: Nights) -> Iterator[Alike]:
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
        yield Alike(
            [day],
            plan.pk,
            ids,
            sponsor,
            known["rank"],
            known["active"].astype(bool),
            known["terminated"].astype(bool),
        )


def _standings(trees: Trees, first: date, last: date) -> dict[str, np.ndarray]:
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


def commissioned(trees: Trees, nights: Nights) -> dict[str, np.ndarray]:
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
