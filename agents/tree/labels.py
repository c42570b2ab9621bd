"""Where the ends of intervals go, as numbers: order maintenance by labels.

The ends of all intervals of one tree, lft and rght alike, are an ordered list of labels in
[0, 2⁶²). To make room at a place, the smallest aligned block of 2ᵏ labels around it that is not
crowded is spread again: Bender, Cole, Demaine, Farach-Colton and Zito, "Two simplified algorithms
for maintaining order in a list" (2002), section 2: a block is crowded with more than (2 / T)ᵏ
labels, 1 < T < 2; O(log n) labels an insertion, amortised. With T = 1.4 the whole space holds
4·10⁹ labels.

Two things are ours. Half of a spread block's space goes to the place that is growing, as it is
likely to go on; and a newcomer takes half of its sponsor's space if it is the first recruit, else
a sixteenth: chains halve, wide teams don't.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

BITS = 62
SIZE = 2**BITS
_T = 1.4
_LEAST_STEP = 4


class TreeFull(RuntimeError):
    def __init__(self) -> None:
        super().__init__("This tree holds 2·10⁹ agents: its labels are used up.")


@dataclass(frozen=True)
class Gap:
    """The free labels `after < label < before`, at the end of a sponsor's interval. `first`: it
    has no recruit yet."""

    after: int
    before: int
    first: bool

    @property
    def room(self) -> int:
        return self.before - self.after - 1

    def take(self, count: int) -> list[int]:
        """`count` >= 2 labels for newcomers at the beginning of the gap, spread evenly; the rest
        stays the sponsor's. `count` <= room."""
        width = max(count, self.room // (2 if self.first else 16))
        return [self.after + 1 + j * (width - 1) // (count - 1) for j in range(count)]


def capacity(k: int) -> int:
    """How many labels a block of 2ᵏ holds before it is crowded."""
    return int((2 / _T) ** k)


def block(label: int, k: int) -> tuple[int, int]:
    """The aligned block [low, high) of 2ᵏ labels around a label."""
    low = label >> k << k
    return low, low + (1 << k)


def smallest_block(labels: Sequence[int], at: int, need: int, up_to: int) -> int | None:
    """The least k <= `up_to` whose block around `at` takes `need` labels more; None where all are
    crowded. `labels` are those of the block of 2^`up_to` around `at`, ascending."""
    for k in range(2, up_to + 1):
        low, high = block(at, k)
        count = bisect_left(labels, high) - bisect_left(labels, low)
        if count + need <= capacity(k) and _step(count, need, k) >= _LEAST_STEP:
            return k
    return None


def spread(labels: Sequence[int], at: int, need: int, k: int) -> list[int]:
    """New labels for those of the block of 2ᵏ around `at`, ascending; the free space right before
    `at`, which is one of them, gets the share of as many labels again, and of `need`."""
    low, _ = block(at, k)
    step = _step(len(labels), need, k)
    growing = bisect_left(labels, at)
    wider = len(labels) + need
    return [
        low + step * (j + (wider if j >= growing else 0)) + step // 2 for j in range(len(labels))
    ]


def _step(count: int, need: int, k: int) -> int:
    return (1 << k) // (2 * count + need + 1)


def evenly(count: int) -> tuple[int, int]:
    """(first, step) of `count` labels spread over all of the space."""
    step = SIZE // count
    if step < _LEAST_STEP:
        raise TreeFull
    return step // 2, step
