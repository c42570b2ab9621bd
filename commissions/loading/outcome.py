"""What becomes of a file's rows, each held against what is loaded already."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from django.db.models import Model

from commissions.loading.problems import Problem
from commissions.loading.rows import Table
from mlmsite.lib import bulk
from mlmsite.lib.money import format_minor


class Numbered(Protocol):
    """A row of a file (`line` > 0) or of the database (`id` > 0): a NamedTuple."""

    @property
    def line(self) -> int: ...

    @property
    def id(self) -> int: ...

    @property
    def _replace(self) -> Any: ...


Row = TypeVar("Row", bound=Numbered)


class Count(NamedTuple):
    added: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass
class Outcome(Generic[Row]):
    """`known` has by key the rows of the database that files refer to; `new` rows are to be added,
    `changed` ones stored as they stand here."""

    table: Table[Any]
    known: Mapping[str, Row]
    key: str = "ref"
    new: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, line: int, text: str) -> None:
        self.problems.append(Problem(self.table.file, line, text))

    def settle(
        self, row: Row, loaded: Row, *, fixed: Iterable[str], free: Iterable[str], advice: str
    ) -> None:
        """A row that is loaded already: left alone, changed in its `free` columns, or refused."""
        for column in _differing(row, loaded, fixed):
            self.refuse(
                row.line,
                f"{column.removesuffix('_minor')} is loaded as {_shown(loaded, column)}, and the "
                f"file says {_shown(row, column)}; {advice}",
            )
        changes = {column: getattr(row, column) for column in _differing(row, loaded, free)}
        if changes:
            self.changed.append(loaded._replace(line=row.line, **changes))
        else:
            self.unchanged += 1

    def state(self) -> dict[str, Row]:
        """By key: the known rows as they will be, and the new ones."""
        return {**self.known, **{getattr(row, self.key): row for row in self.changed + self.new}}

    def ids(self, model: type[Model]) -> dict[str, int]:
        """By key: those of the known rows, and fresh ones for the new."""
        fresh = zip(self.new, bulk.new_ids(model, len(self.new)), strict=True)
        known = {key: row.id for key, row in self.known.items()}
        return known | {getattr(row, self.key): number for row, number in fresh}

    def count(self) -> Count:
        return Count(len(self.new), len(self.changed), self.unchanged)


def _differing(row: Row, loaded: Row, columns: Iterable[str]) -> list[str]:
    """Where the file says something else. What it leaves out (None) stays as it is."""
    return [
        column
        for column in columns
        if (said := getattr(row, column)) is not None and said != getattr(loaded, column)
    ]


def _shown(row: Any, column: str) -> str:
    value = getattr(row, column)
    if column.endswith("_minor"):
        return f"{format_minor(value, row.currency)} {row.currency}"
    return str(value).lower() if isinstance(value, bool) else str(value) or "none"
