"""The network's facts as arrays: the tree, the charges that count, the charges that are due."""

from datetime import date

import numpy as np
from django.db.models import F, IntegerField, Q, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce

from agents.models import Agent, Charge, Refund
from commissions.engine.network import Network
from commissions.engine.qualify import Counting
from commissions.nights.currencies import CurrencyNumber
from mlmsite.lib import bulk


def read_network(agents: QuerySet[Agent]) -> tuple[np.ndarray, Network]:
    """Ids in preorder, and the tree. An agent whose sponsor isn't among them stands as a root."""
    columns = ("id", "above", "terminated", "tree_id", "lft")
    rows = bulk.read_ints(agents_with_sponsors(agents), *columns)
    order = np.lexsort((rows["lft"], rows["tree_id"]))
    ids = rows["id"][order]
    sponsor = positions(ids, up_to=rows["above"])[rows["above"][order]]
    return ids, Network(sponsor, rows["terminated"][order].astype(bool))


def read_sponsors(agents: QuerySet[Agent]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ids, ascending; their sponsors' ids, or 0; and who is terminated."""
    rows = bulk.read_ints(agents_with_sponsors(agents), "id", "above", "terminated")
    order = np.argsort(rows["id"])
    return rows["id"][order], rows["above"][order], rows["terminated"][order].astype(bool)


def agents_with_sponsors(agents: QuerySet[Agent]) -> QuerySet[Agent]:
    """With `above`, the sponsor's id or 0, and `terminated`, 1 or 0."""
    return agents.annotate(
        above=Coalesce("sponsor_id", 0),
        terminated=Cast(Q(status=Agent.Status.TERMINATED), IntegerField()),
    )


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


def read_counting(
    charges: QuerySet[Charge], refunds: QuerySet[Refund], day: date, position: np.ndarray
) -> Counting:
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
        refunded_minor=_refunded_of(rows["id"], charges, refunds, day),
    )


def read_due(
    charges: QuerySet[Charge], refunds: QuerySet[Refund], day: date, position: np.ndarray
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
        "refunded_minor": _refunded_of(rows["id"], charges, refunds, day),
    }


def _by_id(rows: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    order = np.argsort(rows["id"])
    return {name: values[order] for name, values in rows.items()}


def _refunded_of(
    ids: np.ndarray, charges: QuerySet[Charge], refunds: QuerySet[Refund], day: date
) -> np.ndarray:
    """int64: what is refunded by `day` of each of the charges `ids`, which ascend."""
    total = np.zeros(len(ids), np.int64)
    if not len(ids):
        return total
    rows = refunded_sums(refunds.filter(charge__in=charges.values("id"), refunded_on__lte=day))
    total[np.searchsorted(ids, rows["charge_id"])] = rows["refunded"]
    return total


def refunded_sums(refunds: QuerySet[Refund]) -> dict[str, np.ndarray]:
    sums = refunds.values("charge_id").annotate(refunded=Sum("amount_minor")).order_by()
    return bulk.read_ints(sums, "charge_id", "refunded")
