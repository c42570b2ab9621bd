"""subscriptions.csv: what customers pay for every month."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from django.db.models import Max
from django.db.models.functions import Coalesce

from agents.models import Charge, Subscription
from commissions.loading import fields
from commissions.loading.customers import CustomerRow
from commissions.loading.known import rows_of
from commissions.loading.outcome import Outcome
from commissions.loading.problems import quoted
from commissions.loading.products import product_ids
from commissions.loading.rows import Cells, Columns, Table
from mlmsite.lib import bulk

NO_END = date.max
FILE = "subscriptions.csv"
COLUMNS = Columns(
    ("ref", "customer", "product", "price", "currency", "volume", "started_on"),
    ("commissionable", "ended_on", "billing"),
)
_ADVICE = "its charges have paid by that: end it and start another"
_FIXED: tuple[str, ...] = (
    "customer",
    "product",
    "currency",
    "price_minor",
    "commissionable_minor",
    "volume",
)
_FIXED += ("started_on", "billing")
_STORED: tuple[str, ...] = (
    "id",
    "ref",
    "customer",
    "product",
    "price_minor",
    "currency",
    "commissionable_minor",
)
_STORED += ("volume", "started_on", "ended_on", "billing", "next_charge_on")

_billing = fields.one_of(*Subscription.Billing.values)


class SubscriptionRow(NamedTuple):
    """`ended_on` is NO_END where there is none, None where the file has no such column."""

    line: int
    ref: str
    customer: str
    product: str
    price_minor: int
    currency: str
    volume: int
    started_on: date
    commissionable_minor: int | None = None
    ended_on: date | None = None
    billing: str | None = None
    id: int = 0


def parse(cells: Cells) -> SubscriptionRow:
    currency = cells.need("currency", fields.currency)
    amount = fields.amount_in(currency)
    row = SubscriptionRow(
        line=cells.line,
        ref=cells.need("ref", fields.ref),
        customer=cells.need("customer", fields.ref),
        product=cells.need("product", fields.product),
        price_minor=cells.need("price", amount),
        currency=currency,
        volume=cells.need("volume", fields.volume),
        started_on=cells.need("started_on", fields.day),
        commissionable_minor=cells.may("commissionable", amount),
        ended_on=cells.may("ended_on", fields.day) or (NO_END if cells.has("ended_on") else None),
        billing=cells.may("billing", _billing),
    )
    if row.ended_on and row.started_on and row.ended_on < row.started_on:
        cells.wrong.append(f"ended_on: {row.ended_on} is before started_on, {row.started_on}")
    return row


def known(refs: Iterable[str]) -> dict[str, SubscriptionRow]:
    rows = rows_of(
        Subscription.objects.annotate(end=Coalesce("ended_on", NO_END)),
        "ref",
        refs,
        *("ref", "customer__ref", "product__name", "price_minor", "currency", "volume"),
        *("started_on", "commissionable_minor", "end", "billing", "id"),
    )
    return {row[0]: SubscriptionRow(0, *row) for row in rows}


def last_periods(
    table: Table[SubscriptionRow], known: Mapping[str, SubscriptionRow]
) -> dict[int, date]:
    """The start of the last charged period, by id, of those for which the file has a new end."""
    ending = [
        loaded.id
        for row in table.rows
        if (loaded := known.get(row.ref)) and row.ended_on not in (None, NO_END, loaded.ended_on)
    ]
    last = Charge.objects.values("subscription_id").annotate(last=Max("period_start"))
    return dict(rows_of(last, "subscription_id", ending, "subscription_id", "last"))


def check(
    table: Table[SubscriptionRow],
    known: Mapping[str, SubscriptionRow],
    *,
    last_periods: Mapping[int, date],
    customers: Mapping[str, CustomerRow],
    customers_file: Table,
) -> Outcome[SubscriptionRow]:
    outcome: Outcome[SubscriptionRow] = Outcome(table, known)
    for row in table.rows:
        if loaded := known.get(row.ref):
            outcome.settle(row, loaded, fixed=_FIXED, free=("ended_on",), advice=_ADVICE)
            last = last_periods.get(loaded.id)
            if last and row.ended_on and row.ended_on <= last:
                outcome.refuse(
                    row.line,
                    f"ended_on: {row.ended_on} is too early, as the period that starts on {last} "
                    "is charged already; take a later day",
                )
            continue
        outcome.new.append(_with_defaults(row))
        if row.customer not in customers and not customers_file.mentions(row.customer):
            outcome.refuse(row.line, f"unknown customer {quoted(row.customer)}")
    return outcome


def _with_defaults(row: SubscriptionRow) -> SubscriptionRow:
    said = row.commissionable_minor
    return row._replace(
        commissionable_minor=row.price_minor if said is None else said,
        ended_on=row.ended_on or NO_END,
        billing=row.billing or Subscription.Billing.AUTOMATIC.value,
    )


def write(
    outcome: Outcome[SubscriptionRow],
    *,
    customers: Mapping[str, int],
    progress: bulk.Progress | None = None,
) -> dict[str, int]:
    """Returns the ids by ref, of the known and the new."""
    if outcome.changed:
        changed = [(row.id, _stored(row.ended_on)) for row in outcome.changed]
        bulk.update_rows(Subscription, ("id", "ended_on"), changed)
    new = outcome.new
    ids = outcome.ids(Subscription)
    products = product_ids({row.product for row in new})
    rows = (
        (ids[row.ref], row.ref, customers[row.customer], products[row.product], row.price_minor)
        + (row.currency, row.commissionable_minor, row.volume, row.started_on)
        + (_stored(row.ended_on), row.billing)
        + (row.started_on if row.billing == Subscription.Billing.AUTOMATIC else None,)
        for row in new
    )
    bulk.write_rows(Subscription, _STORED, rows, progress=progress)
    return ids


def _stored(ended_on: date | None) -> date | None:
    return None if ended_on == NO_END else ended_on
