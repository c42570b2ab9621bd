"""refunds.csv: charges given back, in part or whole."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from django.db.models import Sum

from agents.models import Refund
from commissions.loading import fields
from commissions.loading.charges import ChargeRow
from commissions.loading.fields import BadField
from commissions.loading.known import rows_of
from commissions.loading.outcome import Outcome
from commissions.loading.problems import quoted
from commissions.loading.rows import Cells, Columns, Table
from mlmsite.lib import bulk
from mlmsite.lib.money import format_minor

FILE = "refunds.csv"
COLUMNS = Columns(("ref", "charge", "amount", "refunded_on"))
_ADVICE = "a refund never changes: leave it as loaded"
_FIXED = ("charge", "amount_minor", "refunded_on")
_STORED = ("ref", "charge", "amount_minor", "refunded_on", "arrival")


class RefundCells(NamedTuple):
    """A refund as its line has it: in which currency, only its charge's subscription says."""

    line: int
    ref: str
    charge: str
    amount: str | int
    refunded_on: date


class RefundRow(NamedTuple):
    line: int
    ref: str
    charge: str
    currency: str
    amount_minor: int
    refunded_on: date
    id: int = 0


def parse(cells: Cells) -> RefundCells:
    return RefundCells(
        line=cells.line,
        ref=cells.need("ref", fields.refund_ref),
        charge=cells.need("charge", fields.charge_ref),
        amount=cells.need("amount", str),
        refunded_on=cells.need("refunded_on", fields.day),
    )


def known(refs: Iterable[str]) -> dict[str, RefundRow]:
    columns = ("ref", "charge__ref", "charge__subscription__currency", "amount_minor")
    rows = rows_of(Refund.objects.all(), "ref", refs, *columns, "refunded_on", "id")
    return {row[0]: RefundRow(0, *row) for row in rows}


def refunded_so_far(table: Table[RefundCells], charges: Mapping[str, ChargeRow]) -> dict[str, int]:
    """In minor units, by the ref of the charges that the file refers to."""
    named = {row.charge for row in table.rows}
    refs = {charges[ref].id: ref for ref in named if ref in charges and charges[ref].id}
    sums = Refund.objects.values("charge_id").annotate(refunded=Sum("amount_minor"))
    found = rows_of(sums, "charge_id", refs, "charge_id", "refunded")
    return {refs[charge]: int(refunded) for charge, refunded in found}


def check(
    table: Table[RefundCells],
    known: Mapping[str, RefundRow],
    *,
    charges: Mapping[str, ChargeRow],
    charges_file: Table,
    so_far: Mapping[str, int],
) -> Outcome[RefundRow]:
    """`charges` has all that the file refers to and that there are, or will be."""
    outcome: Outcome[RefundRow] = Outcome(table, known)
    refunded = dict(so_far)
    for cells in table.rows:
        loaded, charge = known.get(cells.ref), charges.get(cells.charge)
        if loaded:
            if row := _in_currency(cells, loaded.currency, outcome):
                outcome.settle(row, loaded, fixed=_FIXED, free=(), advice=_ADVICE)
        elif charge:
            row = _in_currency(cells, charge.currency, outcome)
            if row and _fits(row, charge, refunded, outcome):
                outcome.new.append(row)
        elif not charges_file.mentions(cells.charge):
            outcome.refuse(cells.line, f"unknown charge {quoted(cells.charge)}")
    return outcome


def _in_currency(
    cells: RefundCells, currency: str, outcome: Outcome[RefundRow]
) -> RefundRow | None:
    try:
        amount_minor = fields.amount(cells.amount, currency)
        if amount_minor == 0:
            raise BadField(f"{quoted(str(cells.amount))} gives nothing back")
    except BadField as e:
        outcome.refuse(cells.line, f"amount: {e}")
        return None
    place = (cells.line, cells.ref, cells.charge, currency)
    return RefundRow(*place, amount_minor, cells.refunded_on)


def _fits(
    row: RefundRow, charge: ChargeRow, refunded: dict[str, int], outcome: Outcome[RefundRow]
) -> bool:
    """Whether the charge's refunds stay within its amount; if so, adds this one to `refunded`."""
    total = refunded.get(row.charge, 0) + row.amount_minor
    if total > charge.amount_minor:
        total_text, amount_text = (
            format_minor(minor, row.currency) for minor in (total, charge.amount_minor)
        )
        outcome.refuse(
            row.line,
            f"amount: with this one {total_text} {row.currency} of {row.charge} would be "
            f"refunded, and it was {amount_text}",
        )
        return False
    refunded[row.charge] = total
    return True


def write(
    outcome: Outcome[RefundRow],
    *,
    charges: Mapping[str, int],
    arrival: int,
    progress: bulk.Progress | None = None,
) -> None:
    rows = (
        (row.ref, charges[row.charge], row.amount_minor, row.refunded_on, arrival)
        for row in outcome.new
    )
    bulk.write_rows(Refund, _STORED, rows, progress=progress)
