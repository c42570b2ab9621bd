"""The network's facts as arrays: the tree, the charges that count, the charges that are due."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import IntegerField, Q, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce

from agents.models import Agent, Charge, Customer, Refund, Subscription
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


@dataclass(frozen=True)
class Owners:
    """Whose a subscription is, as tables by id: `customer` int32 of a subscription, `agent` int32
    and `own_account` bool of a customer."""

    customer: np.ndarray
    agent: np.ndarray
    own_account: np.ndarray

    def of(self, subscriptions: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Customers, agents, and which customers are the agents themselves."""
        customers = self.customer[subscriptions]
        return customers, self.agent[customers], self.own_account[customers]


def read_owners(subscriptions: QuerySet[Subscription], customers: QuerySet[Customer]) -> Owners:
    """Looked up here: joining 5 million charges to them in the database took twice as long as
    reading all three."""
    of = bulk.read_ints(subscriptions, "id", "customer_id")
    own = Cast("own_account", IntegerField())
    who = bulk.read_ints(customers.annotate(own=own), "id", "agent_id", "own")
    return Owners(
        customer=_table(of["id"], of["customer_id"], np.int32),
        agent=_table(who["id"], who["agent_id"], np.int32),
        own_account=_table(who["id"], who["own"], np.bool_),
    )


def _table(ids: np.ndarray, values: np.ndarray, kind: type) -> np.ndarray:
    table = np.zeros(int(ids.max(initial=0)) + 1, kind)
    table[ids] = values
    return table


def read_counting(
    charges: QuerySet[Charge],
    refunds: QuerySet[Refund],
    owners: Owners,
    day: date,
    position: np.ndarray,
) -> Counting:
    rows = _by_id(bulk.read_ints(charges, "id", "subscription_id", "volume", "amount_minor"))
    return _counting(rows, owners, _refunded_of(rows["id"], charges, refunds, day), position)


def read_due(
    charges: QuerySet[Charge],
    refunds: QuerySet[Refund],
    owners: Owners,
    day: date,
    position: np.ndarray,
) -> dict[str, np.ndarray]:
    rows = _by_id(
        bulk.read_ints(
            charges.annotate(number=CurrencyNumber("subscription__currency")),
            *("id", "subscription_id", "number", "amount_minor", "commissionable_minor"),
        )
    )
    return _due(rows, owners, _refunded_of(rows["id"], charges, refunds, day), position)


def read_both(
    charges: QuerySet[Charge],
    refunds: QuerySet[Refund],
    owners: Owners,
    day: date,
    position: np.ndarray,
) -> tuple[Counting, dict[str, np.ndarray]]:
    """The same charges as ones that count and as ones that are due, read once."""
    rows = _by_id(
        bulk.read_ints(
            charges.annotate(number=CurrencyNumber("subscription__currency")),
            *("id", "subscription_id", "number", "volume", "amount_minor", "commissionable_minor"),
        )
    )
    refunded = _refunded_of(rows["id"], charges, refunds, day)
    return _counting(rows, owners, refunded, position), _due(rows, owners, refunded, position)


def _counting(
    rows: dict[str, np.ndarray], owners: Owners, refunded: np.ndarray, position: np.ndarray
) -> Counting:
    customer, agent, own_account = owners.of(rows["subscription_id"])
    return Counting(
        owner=position[agent],
        customer=customer,
        own_account=own_account,
        volume=rows["volume"],
        amount_minor=rows["amount_minor"],
        refunded_minor=refunded,
    )


def _due(
    rows: dict[str, np.ndarray], owners: Owners, refunded: np.ndarray, position: np.ndarray
) -> dict[str, np.ndarray]:
    _, agent, own_account = owners.of(rows["subscription_id"])
    return {
        "charge": rows["id"],
        "owner": position[agent],
        "own_account": own_account,
        "currency": rows["number"],
        "amount_minor": rows["amount_minor"],
        "commissionable_minor": rows["commissionable_minor"],
        "refunded_minor": refunded,
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
