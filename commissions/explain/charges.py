"""The charges that a night commissioned, as their explanations need them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import Case, F, QuerySet, Value, When

from agents.models import Agent
from commissions.engine.commission import Due
from commissions.nights.models import CommissionedCharge

_TOLD = {
    "id": "charge_id",
    "ref": "charge__ref",
    "night": "run_id",
    "period_start": "charge__period_start",
    "period_end": "charge__period_end",
    "amount_minor": "charge__amount_minor",
    "commissionable_minor": "charge__commissionable_minor",
    "currency": "charge__subscription__currency",
    "product": "charge__subscription__product__name",
    "owner": "charge__subscription__customer__agent_id",
    "own_account": "charge__subscription__customer__own_account",
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


def read(commissioned: QuerySet[CommissionedCharge], *, reader: Agent) -> list[Charged]:
    whose = "charge__subscription__customer"
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
