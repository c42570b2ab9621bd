"""Are these the right choices? Pure: sets of choices' ids in, a mark out.

A question is answered right when all of its right choices are chosen and no wrong one is.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """What of an answer was wrong. `chosen` is what of the question's own choices was chosen."""

    chosen: frozenset[int]
    wrong: frozenset[int]
    missing: int

    @property
    def is_answered(self) -> bool:
        return bool(self.chosen)

    @property
    def is_right(self) -> bool:
        return not self.wrong and not self.missing


def mark(*, choices: AbstractSet[int], right: AbstractSet[int], chosen: AbstractSet[int]) -> Mark:
    """`right` is some of `choices`, and one at least. What isn't a choice of it counts as nothing
    chosen."""
    assert right and right <= choices
    own = frozenset(chosen & choices)
    return Mark(chosen=own, wrong=own - right, missing=len(right - own))
