"""Lines over months: a point in the middle of each month's slot, a gap where nothing is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from commissions.charts.scale import Scale, scale

HEIGHT = 200


@dataclass(frozen=True)
class Point:
    """`x` in percent, `y` in pixels; `at` is the month's place in the series."""

    at: int
    value: int
    x: float
    y: float


@dataclass(frozen=True)
class Line:
    """The points that are known, and from which to which a stroke goes. A point without a stroke
    stands alone."""

    points: tuple[Point, ...]
    strokes: tuple[tuple[Point, Point], ...]

    @property
    def last(self) -> Point | None:
        return self.points[-1] if self.points else None

    @property
    def alone(self) -> tuple[Point, ...]:
        joined = {end.at for stroke in self.strokes for end in stroke}
        return tuple(point for point in self.points if point.at not in joined)


@dataclass(frozen=True)
class Lines:
    scale: Scale
    lines: tuple[Line, ...]


def lines(series: Sequence[Sequence[int | None]], *, height: int = HEIGHT) -> Lines:
    """All series are equally long, and share the axis. None where a month isn't known."""
    axis = scale((v for values in series for v in values if v is not None), height=height)
    return Lines(axis, tuple(_line(values, axis) for values in series))


def _line(values: Sequence[int | None], axis: Scale) -> Line:
    slot = 100 / max(1, len(values))
    points = [
        None if value is None else Point(at, value, round((at + 0.5) * slot, 2), axis.y(value))
        for at, value in enumerate(values)
    ]
    strokes = tuple((one, other) for one, other in pairwise(points) if one and other)
    return Line(tuple(point for point in points if point), strokes)
