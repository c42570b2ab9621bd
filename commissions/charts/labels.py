"""Which months below a picture are named: all where there is room, in any case every January."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDE, NARROW = 12, 6
"""So many names fit into a wide picture, and into one on a telephone."""

_STEPS = (1, 2, 3, 4, 6, 12)


@dataclass(frozen=True)
class Label:
    """`named` where there is room, `always` on a telephone too; `year` says that it stands below.
    Its place is the middle of the month's own slot: all months are equally wide."""

    month: date
    named: bool
    always: bool
    year: bool


def labels(months: Sequence[date]) -> tuple[Label, ...]:
    wide = _step(len(months), WIDE, multiple_of=1)
    narrow = _step(len(months), NARROW, multiple_of=wide)
    first = next((month for month in months if _on(month, narrow)), None)
    return tuple(
        Label(
            month,
            named=_on(month, wide),
            always=_on(month, narrow),
            year=_on(month, narrow) and (month.month == 1 or month == first),
        )
        for month in months
    )


def _step(months: int, most: int, *, multiple_of: int) -> int:
    """Every so many months are named; once a year at the least."""
    fitting = (s for s in _STEPS if s % multiple_of == 0 and -(-months // s) <= most)
    return next(fitting, _STEPS[-1])


def _on(month: date, step: int) -> bool:
    return (month.month - 1) % step == 0
