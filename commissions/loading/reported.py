"""Rows that another system reports, one by one or thousands at once: by the same rules as files,
but a row that is refused keeps no other from being taken.

The rows of one kind are checked together; those that are refused are taken out, until the rest can
stand. Each is answered: added, updated, unchanged (it is known as it is), or refused with why.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from types import ModuleType
from typing import Any

from django.db import OperationalError, connection, transaction

from commissions.loading import agents, charges, customers, refunds, subscriptions
from commissions.loading.check import check
from commissions.loading.folder import Folder
from commissions.loading.load import lock_tables, write
from commissions.loading.outcome import Outcome
from commissions.loading.problems import printable
from commissions.loading.rows import Table

PATIENCE_MS = 10_000
ADDED, UPDATED, UNCHANGED, REFUSED = "added", "updated", "unchanged", "refused"

_FILES = (agents, customers, subscriptions, charges, refunds)


class NightUnderWay(RuntimeError):
    def __init__(self) -> None:
        super().__init__("A night is being computed. Nothing was taken: report it again shortly.")


@dataclass(frozen=True)
class Answer:
    """`line` is the row's, as it came."""

    line: int
    state: str
    problems: tuple[str, ...] = ()


def take(
    file: ModuleType, rows: Sequence[Any], *, source: str, today: date, now: datetime
) -> list[Answer]:
    """The rows of a file's module, each with its own `line`; answered in that order. Nothing of a
    row that is refused is kept. Raises NightUnderWay."""
    table: Table = Table(file.FILE, rows=list(_first_of_each(file, rows)))
    twice = {row.line for row in rows} - {row.line for row in table.rows}
    refused = {line: ["This ref stands in an earlier row already."] for line in twice}
    with at_once():
        found = _folder(file, table)
        lock_tables(found)
        while True:
            checked = check(found, _ignore)
            outcome = _of(checked, file)
            if not outcome.problems:
                break
            wrong = defaultdict(list)
            for problem in outcome.problems:
                wrong[problem.line].append(printable(problem.text))
            refused |= wrong
            left = [row for row in table.rows if row.line not in wrong]
            assert len(left) < len(table.rows), "a problem of no row"
            table.rows = left
        write(checked, source[:100], today, now, _ignore)
    states = {row.line: ADDED for row in outcome.new} | {
        row.line: UPDATED for row in outcome.changed
    }
    return [
        Answer(row.line, REFUSED, tuple(refused[row.line]))
        if row.line in refused
        else Answer(row.line, states.get(row.line, UNCHANGED))
        for row in rows
    ]


@contextmanager
def at_once() -> Iterator[None]:
    """A transaction that waits for a night, but not for long: a program asks."""
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE_MS}")
            yield
    except OperationalError as e:
        raise NightUnderWay from e


def _first_of_each(file: ModuleType, rows: Sequence[Any]) -> Iterator[Any]:
    key = file.COLUMNS.required[0]
    seen: set[str] = set()
    for row in rows:
        if (name := getattr(row, key)) not in seen:
            seen.add(name)
            yield row


def _folder(file: ModuleType, table: Table) -> Folder:
    tables = [table if one is file else Table(one.FILE, there=False) for one in _FILES]
    return Folder(*tables, plans={}, bad_plans=[])


def _of(checked: Any, file: ModuleType) -> Outcome:
    return next(
        part
        for part in (checked.agents, checked.customers, checked.subscriptions)
        + (checked.charges, checked.refunds)
        if part.table.file == file.FILE
    )


def _ignore(stage: str, done: int, total: int) -> None:
    pass
