"""A CSV file's text → its rows, or what is wrong with them. Knows columns and cells, no rules."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Generic, TypeVar

from commissions.loading.fields import BadField
from commissions.loading.problems import Problem, quoted

Progress = Callable[[int, int], None]
"""Called with how many lines are read, and of how many."""

_REPORT_EVERY = 10_000

T = TypeVar("T")
Row = TypeVar("Row")


@dataclass(frozen=True)
class Columns:
    """What a header names, in any order. The first required one is the key of the file's rows."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()


@dataclass
class Table(Generic[Row]):
    """A file, which may not even be there.

    `lines` has the line of every key that it mentions, those of bad rows too; `torn` says that
    there are rows whose key can't be told.
    """

    file: str
    there: bool = True
    columns: Sequence[str] = ()
    rows: list[Row] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    torn: bool = False

    def mentions(self, key: str) -> bool:
        """A torn file may mention anything: what refers to it isn't to blame."""
        return self.torn or key in self.lines

    def refuse(self, line: int, text: str) -> None:
        self.problems.append(Problem(self.file, line, text))


class Cells:
    """One row's cells by column. What is read from a bad cell means nothing: the cell is noted in
    `wrong`, and the row is dropped."""

    def __init__(self, header: Sequence[str]) -> None:
        self._at = {column: i for i, column in enumerate(header)}
        self.line = 0
        self.texts: Sequence[str] = ()
        self.wrong: list[str] = []

    def need(self, column: str, parse: Callable[[str], T]) -> T:
        value = self.may(column, parse)
        if value is None and not self.text(column):
            self.wrong.append(f"{column} is empty")
        return value  # type: ignore[return-value]

    def may(self, column: str, parse: Callable[[str], T]) -> T | None:
        """None where the cell is empty or its column missing."""
        text = self.text(column)
        if not text:
            return None
        try:
            return parse(text)
        except BadField as e:
            self.wrong.append(f"{column}: {e}")
            return None

    def has(self, column: str) -> bool:
        return column in self._at

    def text(self, column: str) -> str:
        at = self._at.get(column)
        return "" if at is None or at >= len(self.texts) else self.texts[at].strip()


def read_table(
    file: str,
    text: str,
    columns: Columns,
    parse: Callable[[Cells], Row],
    progress: Progress | None = None,
) -> Table[Row]:
    table: Table[Row] = Table(file)
    rows = _rows(text, table)
    line, header = next(rows, (1, []))
    if table.torn:
        return table
    table.columns = [name.strip() for name in header]
    for wrong in _wrong_header(table.columns, columns):
        table.refuse(line, f"{wrong}; the columns are {_listed(columns)}")
    if table.problems:
        table.torn = True
        return table
    total = text.count("\n")
    cells = Cells(table.columns)
    for number, (cells.line, cells.texts) in enumerate(rows):
        _read_row(table, cells, columns.required[0], parse)
        if progress and number % _REPORT_EVERY == 0:
            progress(cells.line, total)
    return table


def _rows(text: str, table: Table) -> Iterator[tuple[int, list[str]]]:
    """Each row with its first line; empty lines are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as e:
            table.refuse(line, f"not CSV: {e}")
            table.torn = True
            continue
        if row:
            yield line, row


def _wrong_header(header: Sequence[str], columns: Columns) -> Iterator[str]:
    if not header:
        yield "no header"
        return
    for name in dict.fromkeys(header):
        if name not in chain(columns.required, columns.optional):
            yield f"unknown column {quoted(name)}"
        elif header.count(name) > 1:
            yield f'two columns "{name}"'
    for name in columns.required:
        if name not in header:
            yield f'no column "{name}"'


def _listed(columns: Columns) -> str:
    return ", ".join([*columns.required, *(f"[{name}]" for name in columns.optional)])


def _read_row(
    table: Table[Row], cells: Cells, key_column: str, parse: Callable[[Cells], Row]
) -> None:
    cells.wrong = []
    key = cells.text(key_column)
    earlier = table.lines.setdefault(key, cells.line) if key else cells.line
    if len(cells.texts) != len(table.columns):
        cells.wrong = [f"{len(cells.texts)} cells; the header has {len(table.columns)}"]
    else:
        row = parse(cells)
        if earlier != cells.line:
            cells.wrong.append(f"{key_column} {quoted(key)} stands in line {earlier} already")
    if cells.wrong:
        for wrong in cells.wrong:
            table.refuse(cells.line, wrong)
    else:
        table.rows.append(row)
