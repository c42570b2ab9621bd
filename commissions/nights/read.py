"""A night's inputs, from the database into arrays.

The same functions read for tonight and for a night that was run: what differs is which charges are
due (`Tonight`, `Replay`).
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
from django.db.models import F, IntegerField, Q, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce

from agents.models import Agent, Charge, Refund
from commissions.engine import Inputs
from commissions.engine.clawback import Refunded
from commissions.engine.commission import Due
from commissions.engine.lines import EARNED, Lines
from commissions.engine.network import Network
from commissions.engine.qualify import Counting
from commissions.nights.currencies import CurrencyNumber
from commissions.nights.models import Carry, CommissionedCharge, Entry, Line
from commissions.plans import versions
from commissions.plans.models import Plan
from mlmsite.lib import bulk


class Source(Protocol):
    """Which facts a night looks at, beyond those that its date decides."""

    def due(self, day: date) -> QuerySet[Charge]: ...

    def refunds(self, day: date) -> QuerySet[Refund]: ...


@dataclass(frozen=True)
class Tonight:
    """What no night has seen yet is in the arrivals that are not settled."""

    go_live: date

    def due(self, day: date) -> QuerySet[Charge]:
        return Charge.objects.filter(
            arrival__settled_on=None,
            paid_on__lte=day,
            period_start__gte=self.go_live,
            commissioned=None,
        )

    def refunds(self, day: date) -> QuerySet[Refund]:
        return Refund.objects.filter(arrival__settled_on=None, refunded_on__lte=day)


class Replay:
    """What a night that was run did take."""

    def due(self, day: date) -> QuerySet[Charge]:
        taken = CommissionedCharge.objects.filter(run=day)
        return Charge.objects.filter(id__in=taken.values("charge_id"))

    def refunds(self, day: date) -> QuerySet[Refund]:
        return Refund.objects.filter(refunded_on__lte=day)


@dataclass(frozen=True)
class Names:
    """What the engine's positions and numbers stand for: `agents`, ids by position, and
    `currencies`, numbers as in currencies.py, ascending."""

    agents: np.ndarray
    currencies: np.ndarray


@dataclass(frozen=True)
class Read:
    inputs: Inputs
    names: Names


def read(*, day: date, plan: Plan, source: Source) -> Read:
    agents, network = read_network(Agent.objects.all())
    position = positions(agents)
    counting = read_counting(Charge.objects.covering(day), day, position)
    due = _read_due(source.due(day), day, position)
    refunded = _read_refunded(source.refunds(day), day, position)
    carried = bulk.read_ints(
        Carry.objects.annotate(number=CurrencyNumber("currency")),
        *("agent_id", "number", "entry", "fraction_micro"),
    )
    currencies = np.unique(
        np.concatenate([due["currency"], refunded["currency"], carried["number"]])
    )
    return Read(
        Inputs(
            network=network,
            plan=versions.for_engine(plan),
            counting=counting,
            due=_due(due, currencies),
            refunded=_refunded(refunded, currencies),
            fractions=_fractions(carried, position, currencies, len(agents)),
        ),
        Names(agents, currencies),
    )


def read_network(agents: QuerySet[Agent]) -> tuple[np.ndarray, Network]:
    """Ids in preorder, and the tree. An agent whose sponsor isn't among them stands as a root."""
    rows = bulk.read_ints(
        agents.annotate(
            above=Coalesce("sponsor_id", 0),
            terminated=Cast(Q(status=Agent.Status.TERMINATED), IntegerField()),
        ),
        *("id", "above", "terminated", "tree_id", "lft"),
    )
    order = np.lexsort((rows["lft"], rows["tree_id"]))
    ids = rows["id"][order]
    sponsor = positions(ids, up_to=rows["above"])[rows["above"][order]]
    return ids, Network(sponsor, rows["terminated"][order].astype(bool))


def positions(ids: np.ndarray, *, up_to: np.ndarray | None = None) -> np.ndarray:
    """int32: where each id stands in `ids`, by id; -1 for an id that isn't among them."""
    largest = max((int(a.max()) for a in (ids, up_to) if a is not None and len(a)), default=0)
    table = np.full(largest + 1, -1, np.int32)
    table[ids] = np.arange(len(ids), dtype=np.int32)
    return table


_OWNER = "subscription__customer__agent_id"


def _with_owner(charges: QuerySet[Charge]) -> QuerySet[Charge]:
    return charges.annotate(
        owner=F(_OWNER),
        customer=F("subscription__customer_id"),
        own=Cast("subscription__customer__own_account", IntegerField()),
    )


def read_counting(charges: QuerySet[Charge], day: date, position: np.ndarray) -> Counting:
    rows = bulk.read_ints(
        _with_owner(charges), "id", "owner", "customer", "own", "volume", "amount_minor"
    )
    rows = _by_id(rows)
    return Counting(
        owner=position[rows["owner"]],
        customer=rows["customer"],
        own_account=rows["own"].astype(bool),
        volume=rows["volume"],
        amount_minor=rows["amount_minor"],
        refunded_minor=_refunded_of(rows["id"], charges, day),
    )


def _read_due(
    charges: QuerySet[Charge], day: date, position: np.ndarray
) -> dict[str, np.ndarray]:
    rows = bulk.read_ints(
        _with_owner(charges).annotate(number=CurrencyNumber("subscription__currency")),
        *("id", "owner", "own", "number", "amount_minor", "commissionable_minor"),
    )
    rows = _by_id(rows)
    return {
        "charge": rows["id"],
        "owner": position[rows["owner"]],
        "own_account": rows["own"].astype(bool),
        "currency": rows["number"],
        "amount_minor": rows["amount_minor"],
        "commissionable_minor": rows["commissionable_minor"],
        "refunded_minor": _refunded_of(rows["id"], charges, day),
    }


def _by_id(rows: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    order = np.argsort(rows["id"])
    return {name: values[order] for name, values in rows.items()}


def _refunded_of(ids: np.ndarray, charges: QuerySet[Charge], day: date) -> np.ndarray:
    """int64: what is refunded by `day` of each of the charges `ids`, which ascend."""
    total = np.zeros(len(ids), np.int64)
    if not len(ids):
        return total
    rows = _sums(Refund.objects.filter(charge__in=charges.values("id"), refunded_on__lte=day))
    total[np.searchsorted(ids, rows["charge_id"])] = rows["refunded"]
    return total


def _sums(refunds: QuerySet[Refund]) -> dict[str, np.ndarray]:
    sums = refunds.values("charge_id").annotate(refunded=Sum("amount_minor")).order_by()
    return bulk.read_ints(sums, "charge_id", "refunded")


_SAME = ("charge_id", "earner_id", "kind", "level", "rank_id", "rate_ppm", "base_micro")


def _read_refunded(
    refunds: QuerySet[Refund], day: date, position: np.ndarray | None
) -> dict[str, np.ndarray]:
    """The lines of earlier nights whose charge has one of these refunds."""
    charges = refunds.values("charge_id")
    lines = (
        Line.objects.filter(charge_id__in=charges, run__lt=day)
        .values(*_SAME)
        .annotate(
            earned_micro=Sum("amount_micro", filter=Q(entry=Entry.EARNED)),
            clawed_micro=Coalesce(-Sum("amount_micro", filter=Q(entry=Entry.CLAWBACK)), 0),
            charged_minor=F("charge__amount_minor"),
            number=CurrencyNumber("charge__subscription__currency"),
        )
        .order_by()
    )
    rows = bulk.read_ints(
        lines, *_SAME, "earned_micro", "clawed_micro", "charged_minor", "number"
    )
    order = np.lexsort((rows["kind"], rows["earner_id"], rows["charge_id"]))
    rows = {name: values[order] for name, values in rows.items()}
    earner = rows.pop("earner_id")
    rows["earner"] = earner if position is None else position[earner]
    rows["charge"] = rows.pop("charge_id")
    rows["amount_micro"] = rows.pop("earned_micro")
    rows["rank"] = rows.pop("rank_id")
    rows["currency"] = rows.pop("number")
    rows["refunded_minor"] = np.zeros(0, np.int64)
    if len(order):
        sums = _sums(Refund.objects.filter(charge_id__in=charges, refunded_on__lte=day))
        by_charge = np.argsort(sums["charge_id"])
        at = by_charge[np.searchsorted(sums["charge_id"], rows["charge"], sorter=by_charge)]
        rows["refunded_minor"] = sums["refunded"][at]
    return rows


def read_refunded(refunds: QuerySet[Refund], day: date) -> Refunded:
    """For checks: as a night on `day` would read it, earners by id instead of by position."""
    rows = _read_refunded(refunds, day, None)
    return _refunded(rows, np.unique(rows["currency"]))


def read_lines(day: date) -> tuple[dict[str, np.ndarray], Names, Lines]:
    """A night's stored lines: as columns in their stored order, and as the engine's."""
    stored = ("earner_id", "charge_id", "kind", "entry", "level", "rank_id", "rate_ppm")
    rows = bulk.read_ints(
        Line.objects.filter(run=day).annotate(
            number=CurrencyNumber("charge__subscription__currency")
        ),
        *(*stored, "base_micro", "amount_micro", "number"),
    )
    order = np.lexsort((rows["entry"], rows["kind"], rows["charge_id"], rows["earner_id"]))
    columns = {name.removesuffix("_id"): values[order] for name, values in rows.items()}
    agents, earner = np.unique(columns["earner"], return_inverse=True)
    names = Names(agents, np.unique(columns["number"]))
    currency = np.searchsorted(names.currencies, columns.pop("number"))
    lines = Lines.of(len(order), **columns | {"earner": earner, "currency": currency})
    return columns, names, lines


def _due(rows: dict[str, np.ndarray], currencies: np.ndarray) -> Due:
    return Due(**rows | {"currency": np.searchsorted(currencies, rows["currency"])})


def _refunded(rows: dict[str, np.ndarray], currencies: np.ndarray) -> Refunded:
    columns = dict(rows)
    clawed = columns.pop("clawed_micro")
    charged = columns.pop("charged_minor")
    refunded = columns.pop("refunded_minor")
    columns["currency"] = np.searchsorted(currencies, rows["currency"])
    return Refunded(Lines.of(len(clawed), entry=EARNED, **columns), refunded, charged, clawed)


def _fractions(
    carried: dict[str, np.ndarray], position: np.ndarray, currencies: np.ndarray, agents: int
) -> np.ndarray:
    fractions = np.zeros((agents, len(currencies), len(Entry)), np.int32)
    at = position[carried["agent_id"]], np.searchsorted(currencies, carried["number"])
    fractions[(*at, carried["entry"])] = carried["fraction_micro"]
    return fractions
