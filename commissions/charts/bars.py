"""Lying bars, each in a row of its own: a whole, the part of it that counts, and a cap."""

from collections.abc import Sequence
from dataclasses import dataclass

ROOM_FOR_CAP = 2
"""A cap is drawn up to so many times the longest bar: beyond, it would leave the bars no room."""


@dataclass(frozen=True)
class Bar:
    """Percent of the row's width: `counted` first, `beyond` the cap behind it."""

    value: int
    counted: float
    beyond: float


@dataclass(frozen=True)
class Bars:
    """`cap` is where it stands in every row, None where none is drawn."""

    bars: tuple[Bar, ...]
    cap: float | None


def bars(rows: Sequence[tuple[int, int]], *, cap: int | None = None) -> Bars:
    """Each row's value and how much of it counts, 0 <= counted <= value. Several legs shown in one
    row are capped one by one, so the second is not the lesser of the value and the cap."""
    longest = max((value for value, _ in rows), default=0)
    drawn = cap if cap and cap <= ROOM_FOR_CAP * longest else 0
    whole = max(1, longest, drawn)
    return Bars(
        tuple(_bar(value, counted, whole) for value, counted in rows),
        _percent(drawn, whole) if drawn else None,
    )


def _bar(value: int, counted: int, whole: int) -> Bar:
    end, middle = _percent(value, whole), _percent(counted, whole)
    return Bar(value, middle, round(end - middle, 2))


def _percent(part: int, whole: int) -> float:
    return part * 10_000 // whole / 100
