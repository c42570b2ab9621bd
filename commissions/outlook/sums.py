"""An agent's lines, summed exactly."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from commissions.engine.lines import Lines
from commissions.engine.rounding import MICRO, Sums
from commissions.nights import currencies
from commissions.nights.models import Entry, Kind


@dataclass(frozen=True)
class Sum:
    """What `lines` lines of an entry, kind and currency come to, in millionths of the minor unit;
    below 0 where they claw back."""

    entry: Entry
    kind: Kind
    currency: str
    lines: int
    amount_micro: int


def by_kind(lines: Lines, numbers: np.ndarray) -> tuple[Sum, ...]:
    """Of lines whose currency is a place in `numbers`; by currency, entry and kind."""
    cells = {"currency": len(numbers), "entry": len(Entry), "kind": len(Kind)}
    return tuple(
        Sum(Entry(entry), Kind(kind), currencies.code(numbers[currency]), count, amount_micro)
        for (currency, entry, kind), count, amount_micro in _summed(lines, cells)
    )


def by_currency(sums: tuple[Sum, ...]) -> dict[str, int]:
    """{currency: millionths}, clawbacks taken off."""
    found: dict[str, int] = {}
    for one in sums:
        found[one.currency] = found.get(one.currency, 0) + one.amount_micro
    return found


def grouped(lines: Lines, group: np.ndarray, numbers: np.ndarray) -> dict[tuple[int, str], int]:
    """{(group, currency): millionths}; `group` int64 (lines,), from 0 on."""
    of, place = np.unique(group, return_inverse=True)
    cells = (max(1, len(of)), max(1, len(numbers)))
    return {
        (int(of[at]), currencies.code(numbers[currency])): amount_micro
        for (at, currency), _, amount_micro in _cells(
            lines.amount_micro, (place.ravel(), lines.currency), cells
        )
    }


def _summed(lines: Lines, cells: dict[str, int]) -> Iterator[tuple[tuple[int, ...], int, int]]:
    places = tuple(getattr(lines, name) for name in cells)
    return _cells(lines.amount_micro, places, tuple(max(1, many) for many in cells.values()))


def _cells(
    amount_micro: np.ndarray, places: tuple[np.ndarray, ...], shape: tuple[int, ...]
) -> Iterator[tuple[tuple[int, ...], int, int]]:
    """Where there are any: the place, how many, and their exact sum."""
    cell = np.ravel_multi_index(places, shape)
    size = int(np.prod(shape))
    sums = Sums(size)
    sums.add(amount_micro, cell)
    counts = np.bincount(cell, minlength=size)
    units, rest = sums.units(), sums.millionths()
    for at in np.flatnonzero(counts).tolist():
        place = tuple(int(i) for i in np.unravel_index(at, shape))
        yield place, int(counts[at]), int(units[at]) * MICRO + int(rest[at])
