"""Rows as the CSV files of the domain page (Files)."""

import csv
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

from commissions.demo.charges import Charge
from commissions.demo.customers import Customer
from commissions.demo.network import Agent
from commissions.demo.products import major
from commissions.demo.refunds import Refund
from commissions.demo.sales import Subscription

Progress = Callable[[str, int, int], None]
"""Called with a stage, how much of it is done, and of how much."""

AGENTS = ("code", "sponsor", "name", "email", "joined_on", "status")
CUSTOMERS = ("ref", "agent", "name", "email", "own_account")
SUBSCRIPTIONS = ("ref", "customer", "product", "price", "currency", "commissionable", "volume")
SUBSCRIPTIONS += ("started_on", "ended_on", "billing")
CHARGES = ("ref", "subscription", "period_start", "amount", "commissionable", "paid_on")
REFUNDS = ("ref", "charge", "amount", "refunded_on")

_BATCH = 10_000

T = TypeVar("T")


def write(
    path: Path,
    columns: Sequence[str],
    row: Callable[[T], tuple],
    things: Sequence[T],
    progress: Progress,
) -> None:
    """A header and a row for each thing; line ends are the same on every system."""
    stage = f"write {path.name}"
    left = map(row, things)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for done in range(0, len(things), _BATCH):
            progress(stage, done, len(things))
            writer.writerows(islice(left, _BATCH))
    progress(stage, len(things), len(things))


def _agent(agent: Agent) -> tuple:
    sponsor = agent.sponsor.code if agent.sponsor else ""
    return agent.code, sponsor, agent.name, agent.email, agent.joined_on, agent.status


def _customer(customer: Customer) -> tuple:
    own = "true" if customer.own_account else "false"
    return customer.ref, customer.agent.code, customer.name, customer.email, own


def _subscription(subscription: Subscription) -> tuple:
    s, product, currency = subscription, subscription.product, subscription.currency
    price, commissionable = (major(minor, currency) for minor in s.price)
    return (
        (s.ref, s.customer.ref, product.name, price, currency)
        + (commissionable if commissionable != price else "", product.volume, s.started_on)
        + (s.ended_on or "", "external" if s.external else "automatic")
    )


def _charge(charge: Charge) -> tuple:
    """Amounts only where they are not the subscription's."""
    subscription = charge.subscription
    amounts = (charge.amount_minor, charge.commissionable_minor)
    usual = amounts == subscription.price
    said = ("" if usual else major(minor, subscription.currency) for minor in amounts)
    return charge.ref, subscription.ref, charge.period_start, *said, charge.paid_on


def _refund(refund: Refund) -> tuple:
    amount = major(refund.amount_minor, refund.charge.subscription.currency)
    return refund.ref, refund.charge.ref, amount, refund.refunded_on


write_agents = partial(write, columns=AGENTS, row=_agent)
write_customers = partial(write, columns=CUSTOMERS, row=_customer)
write_subscriptions = partial(write, columns=SUBSCRIPTIONS, row=_subscription)
write_charges = partial(write, columns=CHARGES, row=_charge)
write_refunds = partial(write, columns=REFUNDS, row=_refund)
