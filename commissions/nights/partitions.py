"""Where lines are kept on PostgreSQL: a partition a month, and in it leaves that hold the rows.

A month (`commissions_line_2026_01`) is partitioned by night and earner. A small night goes through
the parent table into the *open leaf*, which reaches from the night that needed it first to the end
of the month. A large one gets leaves of its own: one, or, where several processes write, one for
each range of earners. Each is filled while it is a table by itself, without indexes, and indexed
by sorting, which is faster than row by row and leaves the indexes packed in order. Attached in the
night's transaction, all become visible in one step; nothing is scanned for it, as each has a check
that says what its bounds say. `merge` makes one leaf of a month that is over.

Which way a night goes depends on its lines only, so that it doesn't matter who writes.

On SQLite there is one table, and nothing of this.
"""

import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db import connection

from commissions.nights.models import Line
from mlmsite.lib import bulk

LARGE = 100_000
"""Lines: below, making tables and indexes costs more than it saves."""

TABLE = "commissions_line"
STAGING = "commissions_staging_"
_BOUNDS = re.compile(r"FROM \('(\d{4}-\d\d-\d\d)', .*\) TO \('(\d{4}-\d\d-\d\d)',")
_MEMORY_FOR_SORTING = "256MB"

Rows = dict[str, np.ndarray]


@dataclass(frozen=True)
class Leaf:
    """`begins` <= its nights < `ends`; or one night, with a range of earners, where both are it."""

    name: str
    begins: date
    ends: date

    def covers(self, day: date) -> bool:
        return self.begins <= day < self.ends or self.begins == day


@dataclass(frozen=True)
class Part:
    """A filled table of one night's lines, `low` <= earners < `high`; None: no bound."""

    table: str
    low: int | None
    high: int | None


def new_name() -> str:
    """Of a table that isn't a leaf yet; its indexes are named after it for good."""
    return f"{STAGING}{secrets.token_hex(6)}"


def month_of(day: date) -> str:
    return f"{TABLE}_{day:%Y_%m}"


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def leaves(month: str) -> list[Leaf]:
    """Those of a month, by their nights; none where there is no such month yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits i"
            " JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = to_regclass(%s)",
            [month],
        )
        found = [(name, _BOUNDS.search(bounds)) for name, bounds in cursor.fetchall()]
    made = (Leaf(name, *map(date.fromisoformat, bounds.groups())) for name, bounds in found)
    return sorted(made, key=lambda leaf: (leaf.begins, leaf.name))


def months() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = to_regclass(%s)",
            [TABLE],
        )
        return sorted(name for (name,) in cursor.fetchall())


def is_large(lines: int) -> bool:
    return connection.vendor == "postgresql" and lines >= LARGE


def open_leaf(day: date) -> None:
    """Lines of that night can be added to the parent table."""
    if connection.vendor != "postgresql":
        return
    _make_month(day)
    found = leaves(month_of(day))
    if not any(leaf.covers(day) for leaf in found):
        ends = min((leaf.begins for leaf in found if leaf.begins > day), default=_next_month(day))
        name = f"{month_of(day)}_{day:%d}"
        _make(name)
        _index(name)
        _attach(month_of(day), name, f"('{day}', MINVALUE)", f"('{ends}', MINVALUE)")


def fill(table: str, rows: Rows, *, day: date, progress: bulk.Progress | None = None) -> None:
    """A new table of lines, not yet a leaf; `rows` are Line's fields in their stored order."""
    low, high = int(rows["earner"][0]), int(rows["earner"][-1])
    # Proven row by row while they are copied; attached, nothing is scanned.
    _make(table, f"posted_on = '{day}' AND earner_id BETWEEN {low} AND {high}")
    bulk.write_ints(Line, rows, table=table, progress=progress)
    _index(table)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {table}")


def attach(day: date, parts: Sequence[Part]) -> None:
    """Make them the leaves of that night, under their final names."""
    _make_month(day)
    month = month_of(day)
    _clear_the_way(month, day)
    for number, part in enumerate(parts):
        name = f"{month}_{day:%d}_{number}"
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {part.table} RENAME TO {name}")
        low = "MINVALUE" if part.low is None else part.low
        high = "MAXVALUE" if part.high is None else part.high
        _attach(month, name, f"('{day}', {low})", f"('{day}', {high})")


def _clear_the_way(month: str, day: date) -> None:
    """The open leaf ends where the night begins: nights ascend, so it has nothing later."""
    for leaf in leaves(month):
        if leaf.covers(day):
            with connection.cursor() as cursor:
                cursor.execute(f"ALTER TABLE {month} DETACH PARTITION {leaf.name}")
            if leaf.begins < day:
                _attach(month, leaf.name, f"('{leaf.begins}', MINVALUE)", f"('{day}', MINVALUE)")
            else:
                _drop_empty(leaf.name)


class LinesThere(RuntimeError):
    def __init__(self, leaf: str) -> None:
        super().__init__(f"{leaf} holds lines of a night that has not run.")


def _drop_empty(leaf: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {leaf})")
        if cursor.fetchone()[0]:
            raise LinesThere(leaf)
        cursor.execute(f"DROP TABLE {leaf}")


def _make_month(day: date) -> None:
    month = month_of(day)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [month])
        if cursor.fetchone()[0]:
            return
        cursor.execute(
            f"CREATE TABLE {month} (LIKE {TABLE} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"
            " PARTITION BY RANGE (posted_on, earner_id)"
        )
        _index(month)
    _attach(TABLE, month, f"('{day.replace(day=1)}')", f"('{_next_month(day)}')")


def _make(table: str, holds: str = "TRUE") -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE {table} (LIKE {TABLE} INCLUDING DEFAULTS INCLUDING CONSTRAINTS,"
            f" CHECK ({holds}))"
        )


def _index(table: str) -> None:
    """Those of the parent: attaching takes them over. Named by hand: names that PostgreSQL cuts
    short for two tables at once would be the same, and the second wait for the first's commit."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL maintenance_work_mem = '{_MEMORY_FOR_SORTING}'")
        for statement in _indexes(table):
            cursor.execute(statement)


def _indexes(table: str) -> Iterator[str]:
    add = f"ALTER TABLE {table} ADD CONSTRAINT {table}"
    yield f"{add}_pk PRIMARY KEY (id, posted_on, earner_id)"
    yield f"{add}_once UNIQUE (posted_on, earner_id, charge_id, kind, entry)"
    yield f"CREATE INDEX {table}_charge ON {table} (charge_id)"


def _attach(parent: str, table: str, low: str, high: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"ALTER TABLE {parent} ATTACH PARTITION {table} FOR VALUES FROM {low} TO {high}"
        )
        # Row triggers come with the parent; this one looks at a whole table.
        cursor.execute(
            f"CREATE OR REPLACE TRIGGER {TABLE}_refuses_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION"
            f" commissions_refuse('{TABLE}: rows are only ever added')"
        )


def merge(*, before: date) -> list[str]:
    """Make one leaf of each month that ended before that day and has several; which months. Each is
    the caller's transaction's; readers wait while its leaves change places."""
    if connection.vendor != "postgresql":
        return []
    merged = []
    for month in months():
        found = leaves(month)
        over = bool(found) and _next_month(found[-1].begins) <= before
        if over and len(found) > 1:
            _merge(month, found)
            merged.append(month)
    return merged


def _merge(month: str, found: list[Leaf]) -> None:
    whole = new_name()
    first = found[0].begins.replace(day=1)
    _make(whole, f"posted_on >= '{first}' AND posted_on < '{_next_month(first)}'")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {whole} SELECT * FROM {month} ORDER BY posted_on, earner_id, id"
        )
        for leaf in found:
            cursor.execute(f"ALTER TABLE {month} DETACH PARTITION {leaf.name}")
            cursor.execute(f"DROP TABLE {leaf.name}")
        _index(whole)
        cursor.execute(f"ALTER TABLE {whole} RENAME TO {month}_01")
        cursor.execute(f"ANALYZE {month}_01")
    _attach(month, f"{month}_01", f"('{first}', MINVALUE)", f"('{_next_month(first)}', MINVALUE)")
