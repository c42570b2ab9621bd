"""The rows of a night, some at a time, as they go into files and streams."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from commissions.ledger.models import Transfer
from commissions.nights.models import Entry, Kind, Line

AT_A_TIME = 5_000


@dataclass(frozen=True)
class Table:
    """Columns by name, and the rows of a night in an order that is always the same."""

    name: str
    schema: pa.Schema
    rows: Callable[[date], Iterator[tuple]]


def _lines(night: date) -> Iterator[tuple]:
    entries = {entry.value: entry.label for entry in Entry}
    kinds = {kind.value: str(kind.label) for kind in Kind}
    rows = Line.objects.filter(run=night).order_by("earner_id", "charge_id", "kind", "entry")
    found = rows.values_list(
        *("run_id", "earner__code", "charge__ref", "charge__subscription__ref"),
        *("charge__period_start", "entry", "kind", "level", "rank__name", "rate_ppm"),
        *("base_micro", "amount_micro", "charge__subscription__currency"),
    )
    for *about, entry, kind, level, rank, rate, base, amount, currency in found.iterator(AT_A_TIME):
        yield (*about, entries[entry], kinds[kind], level, rank, rate, base, amount, currency)


def _transfers(night: date) -> Iterator[tuple]:
    rows = Transfer.objects.filter(posted_on=night).order_by("id")
    yield from rows.values_list(
        *("posted_on", "key", "kind", "debit__name", "credit__name", "amount_minor", "currency")
    ).iterator(AT_A_TIME)


_TEXT = pa.string()
LINES = Table(
    "lines",
    pa.schema(
        [
            ("night", pa.date32()),
            ("earner", _TEXT),
            ("charge", _TEXT),
            ("subscription", _TEXT),
            ("period_start", pa.date32()),
            ("entry", _TEXT),
            ("kind", _TEXT),
            ("level", pa.int32()),
            ("rank", _TEXT),
            ("rate_ppm", pa.int32()),
            ("base_micro", pa.int64()),
            ("amount_micro", pa.int64()),
            ("currency", _TEXT),
        ]
    ),
    _lines,
)
TRANSFERS = Table(
    "transfers",
    pa.schema(
        [
            ("posted_on", pa.date32()),
            ("key", _TEXT),
            ("kind", _TEXT),
            ("debit", _TEXT),
            ("credit", _TEXT),
            ("amount_minor", pa.int64()),
            ("currency", _TEXT),
        ]
    ),
    _transfers,
)
TABLES = {table.name: table for table in (LINES, TRANSFERS)}


def chunks(rows: Iterable[tuple]) -> Iterator[list[tuple]]:
    some: list[tuple] = []
    for row in rows:
        some.append(row)
        if len(some) == AT_A_TIME:
            yield some
            some = []
    if some:
        yield some


def as_csv(table: Table, night: date) -> Iterator[str]:
    """With a header; some thousand rows at a time."""
    yield _written([tuple(table.schema.names)])
    for some in chunks(table.rows(night)):
        yield _written(some)


def _written(rows: Iterable[tuple]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def as_json_lines(table: Table, night: date) -> Iterator[str]:
    names = table.schema.names
    for some in chunks(table.rows(night)):
        told = (dict(zip(names, row, strict=True)) for row in some)
        yield "".join(json.dumps(one, default=str) + "\n" for one in told)
