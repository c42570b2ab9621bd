"""charges.csv: months of subscriptions, paid."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from agents.models import Charge
from commissions.loading import fields
from commissions.loading.known import rows_of
from commissions.loading.outcome import Outcome
from commissions.loading.rows import Cells, Columns, Table
from commissions.loading.subscriptions import SubscriptionRow
from mlmsite.lib import bulk

FILE = "charges.csv"
COLUMNS = Columns(
    ("ref", "subscription", "period_start", "paid_on"), ("amount", "commissionable", "volume")
)
_STORED: tuple[str, ...] = (
    "id",
    "ref",
    "subscription",
    "period_start",
    "period_end",
    "amount_minor",
)
_STORED += ("commissionable_minor", "volume", "paid_on", "arrival")

Period = tuple[str, date]
"""A subscription's ref and the start of one of its periods."""


class ChargeCells(NamedTuple):
    """A charge as its line has it: in which currency, only its subscription says. A whole number is
    in minor units."""

    line: int
    ref: str
    subscription: str
    period_start: date
    paid_on: date
    amount: str | int | None
    commissionable: str | int | None
    volume: int | None


class ChargeRow(NamedTuple):
    line: int
    ref: str
    subscription: str
    currency: str
    period_start: date
    paid_on: date
    amount_minor: int
    commissionable_minor: int | None
    volume: int
    period_end: date
    id: int = 0


def parse(cells: Cells) -> ChargeCells:
    return ChargeCells(
        line=cells.line,
        ref=cells.need("ref", fields.charge_ref),
        subscription=cells.need("subscription", fields.ref),
        period_start=cells.need("period_start", fields.day),
        paid_on=cells.need("paid_on", fields.day),
        amount=cells.may("amount", str),
        commissionable=cells.may("commissionable", str),
        volume=cells.may("volume", fields.volume),
    )


def known(refs: Iterable[str]) -> dict[str, ChargeRow]:
    rows = rows_of(
        Charge.objects.all(),
        "ref",
        refs,
        *("ref", "subscription__ref", "subscription__currency", "period_start", "paid_on"),
        *("amount_minor", "commissionable_minor", "volume", "period_end", "id"),
    )
    return {row[0]: ChargeRow(0, *row) for row in rows}


def charged_periods(
    table: Table[ChargeCells],
    known: Mapping[str, ChargeRow],
    subscriptions: Mapping[str, SubscriptionRow],
) -> dict[Period, str]:
    """The refs of the charges there are already for the periods, or others between them."""
    new = [row for row in table.rows if row.ref not in known]
    days = [row.period_start for row in new]
    ids = {s.id: s.ref for row in new if (s := subscriptions.get(row.subscription)) and s.id}
    if not ids:
        return {}
    charges = Charge.objects.filter(period_start__range=(min(days), max(days)))
    columns = ("subscription_id", "period_start", "ref")
    found = rows_of(charges, "subscription_id", ids, *columns)
    return {(ids[subscription], start): ref for subscription, start, ref in found}


def write(
    outcome: Outcome[ChargeRow],
    *,
    subscriptions: Mapping[str, int],
    arrival: int,
    progress: bulk.Progress | None = None,
) -> dict[str, int]:
    """Returns the ids by ref, of the known and the new."""
    new = outcome.new
    ids = outcome.ids(Charge)
    rows = (
        (ids[row.ref], row.ref, subscriptions[row.subscription], row.period_start, row.period_end)
        + (row.amount_minor, row.commissionable_minor, row.volume, row.paid_on, arrival)
        for row in new
    )
    bulk.write_rows(Charge, _STORED, rows, progress=progress)
    return ids
