"""The charges that a night commissioned, as their explanations need them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import Case, F, QuerySet, Value, When

from agents.models import Agent, Charge
from commissions.engine.commission import Due

_TOLD = {
    "id": "id",
    "ref": "ref",
    "night": "commissioned__run_id",
    "period_start": "period_start",
    "period_end": "period_end",
    "amount_minor": "amount_minor",
    "commissionable_minor": "commissionable_minor",
    "currency": "subscription__currency",
    "product": "subscription__product__name",
    "owner": "subscription__customer__agent_id",
    "own_account": "subscription__customer__own_account",
    "customer": "customer",
}


@dataclass(frozen=True)
class Charged:
    """A charge, and the night that commissioned it. `owner` is an agent's id; `customer` is the
    name, or "" where the customer isn't the reader's own."""

    id: int
    ref: str
    night: date
    period_start: date
    period_end: date
    amount_minor: int
    commissionable_minor: int
    currency: str
    product: str
    owner: int
    own_account: bool
    customer: str


def read(commissioned: QuerySet[Charge], *, reader: Agent) -> list[Charged]:
    whose = "subscription__customer"
    own = When(**{f"{whose}__agent": reader}, then=F(f"{whose}__name"))
    rows = commissioned.annotate(customer=Case(own, default=Value("")))
    return [Charged(*row) for row in rows.values_list(*_TOLD.values())]


def due(charges: Sequence[Charged], positions: Sequence[int]) -> Due:
    """As the engine takes them, labelled by their place; `positions` are the owners'. The currency
    changes no line, and what is refunded only whether there are any."""
    none = np.zeros(len(charges), np.int64)
    return Due(
        charge=np.arange(len(charges)),
        owner=np.array(positions, np.int32),
        own_account=np.array([charge.own_account for charge in charges], bool),
        currency=none,
        amount_minor=np.array([charge.amount_minor for charge in charges], np.int64),
        commissionable_minor=np.array([c.commissionable_minor for c in charges], np.int64),
        refunded_minor=none,
    )
