"""Lines and transfers as CSV (domain page, Commands)."""

import csv
from collections.abc import Iterator
from typing import TextIO

from commissions.ledger.models import Transfer
from commissions.nights.models import Entry, Kind, Line
from mlmsite.lib.money import format_micro, format_minor
from mlmsite.lib.rates import format_rate

LINE_HEADER = (
    *("posted_on", "charge", "subscription", "period_start", "earner", "entry", "kind"),
    *("level", "rank", "rate", "base", "amount", "currency"),
)
TRANSFER_HEADER = ("posted_on", "debit", "credit", "amount", "currency", "kind", "key")

_ENTRIES = {entry.value: entry.label for entry in Entry}
_KINDS = {kind.value: kind.label for kind in Kind}


def write_commissions(output: TextIO) -> int:
    """Every line, by night; returns how many."""
    return _write(output, LINE_HEADER, _lines())


def write_ledger(output: TextIO) -> int:
    """Every transfer, in the order in which they were posted; returns how many."""
    return _write(output, TRANSFER_HEADER, _transfers())


def _write(output: TextIO, header: tuple[str, ...], rows: Iterator[tuple]) -> int:
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(header)
    count = 0
    for row in rows:
        writer.writerow(row)
        count += 1
    return count


def _lines() -> Iterator[tuple]:
    rows = Line.objects.order_by("run_id", "earner_id", "charge_id", "kind", "entry").values_list(
        "run_id",
        "charge__ref",
        "charge__subscription__ref",
        "charge__period_start",
        "earner__code",
        "entry",
        "kind",
        "level",
        "rank__name",
        "rate_ppm",
        "base_micro",
        "amount_micro",
        "charge__subscription__currency",
    )
    for *told, entry, kind, level, rank, rate_ppm, base, amount, currency in rows.iterator(20_000):
        yield (
            *told,
            _ENTRIES[entry],
            _KINDS[kind],
            level,
            rank,
            format_rate(rate_ppm),
            format_micro(base, currency),
            format_micro(amount, currency),
            currency,
        )


def _transfers() -> Iterator[tuple]:
    rows = Transfer.objects.order_by("posted_on", "id").values_list(
        "posted_on", "debit__name", "credit__name", "amount_minor", "currency", "kind", "key"
    )
    for posted_on, debit, credit, amount, currency, kind, key in rows.iterator(20_000):
        yield posted_on, debit, credit, format_minor(amount, currency), currency, kind, key
