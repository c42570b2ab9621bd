"""Round values on an axis, and where a value stands on it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Tick:
    """`y` in pixels from the top."""

    value: int
    y: float


@dataclass(frozen=True)
class Scale:
    """From `low` at the bottom to `high` at the top of `height` pixels; 0 is always on it. Both are
    multiples of `step`."""

    low: int
    high: int
    step: int
    height: int

    def y(self, value: int) -> float:
        """To a hundredth of a pixel. Whole numbers before the last division: amounts in millionths
        can be too large for a float to tell apart."""
        return (self.high - value) * self.height * 100 // (self.high - self.low) / 100

    @property
    def zero(self) -> float:
        return self.y(0)

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """From the top down, at equal distances."""
        values = range(self.high, self.low - 1, -self.step)
        return tuple(Tick(value, self.y(value)) for value in values)


def scale(values: Iterable[int], *, height: int, least: int = 1, most: int = 5) -> Scale:
    """With the smallest step of `least` times 1, 2, 5, 10, 20, ... of which no more than `most`
    are needed, at least one."""
    values = (0, *values)
    bottom, top = min(values), max(values)
    for step in _steps(least):
        low, high = bottom // step * step, -(-top // step) * step
        if high - low <= most * step:
            return Scale(low, high if high > low else low + step, step, height)
    raise AssertionError("Steps grow without end.")


def _steps(least: int) -> Iterator[int]:
    while True:
        yield from (least, 2 * least, 5 * least)
        least *= 10
