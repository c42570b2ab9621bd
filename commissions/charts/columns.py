"""Stacked columns, one a month: what is above zero upwards, what is below it downwards."""

from collections.abc import Sequence
from dataclasses import dataclass

from commissions.charts.scale import Scale, scale

HEIGHT = 200
FILLED = 0.64
"""How much of a month's slot its column takes."""
WIDEST = 9.0


@dataclass(frozen=True)
class Segment:
    """`series` counts from 1, in the order in which they are given, which is that of the stack."""

    series: int
    value: int
    y: float
    height: float


@dataclass(frozen=True)
class Column:
    """`x` and `width` in percent, `middle` of them; `net` is where the sum stands, None where
    nothing is below zero and the top says it."""

    x: float
    width: float
    segments: tuple[Segment, ...]
    net: float | None

    @property
    def end(self) -> float:
        return round(self.x + self.width, 2)


@dataclass(frozen=True)
class Columns:
    scale: Scale
    columns: tuple[Column, ...]


def stacked_bars(
    months: Sequence[Sequence[int]], *, height: int = HEIGHT, least: int = 1
) -> Columns:
    """Each month's values by series. `least` is the smallest step of the axis: a minor unit, where
    values are in millionths of it."""
    above = [sum(v for v in values if v > 0) for values in months]
    below = [sum(v for v in values if v < 0) for values in months]
    axis = scale((*above, *below), height=height, least=least)
    return Columns(
        axis, tuple(_column(at, len(months), values, axis) for at, values in enumerate(months))
    )


def _column(at: int, months: int, values: Sequence[int], axis: Scale) -> Column:
    slot = 100 / months
    width = min(slot * FILLED, WIDEST)
    return Column(
        x=round(at * slot + (slot - width) / 2, 2),
        width=round(width, 2),
        segments=tuple(_stack(values, axis)),
        net=axis.y(sum(values)) if min(values, default=0) < 0 else None,
    )


def _stack(values: Sequence[int], axis: Scale) -> list[Segment]:
    reached = {True: 0, False: 0}
    segments = []
    for series, value in enumerate(values, start=1):
        if value:
            before = reached[value > 0]
            after = reached[value > 0] = before + value
            top, bottom = axis.y(max(before, after)), axis.y(min(before, after))
            segments.append(Segment(series, value, top, round(bottom - top, 2)))
    return segments
