"""Under which conditions a charge would have paid more, of all the ways to have stood: pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from commissions.explain.pay import Stood


@dataclass(frozen=True)
class Condition:
    """Had the agent been active (where `active`) and held the rank at that position (None: the one
    it held), the charge would have paid this, all kinds together, in millionths."""

    active: bool
    rank: int | None
    amount_micro: int
    more_micro: int


def conditions(ways: Sequence[Stood], amounts: np.ndarray) -> list[Condition]:
    """`ways[0]` is how it stood; `amounts` int64 (ways,). A better amount is told once, by the
    least that gives it; what asks for more and doesn't pay more isn't told."""
    was, paid = ways[0], int(amounts[0])
    found: list[tuple[tuple[bool, int], Condition]] = []
    by_need = sorted(range(1, len(ways)), key=lambda i: _need(ways[i], was))
    for i in by_need:
        need, amount = _need(ways[i], was), int(amounts[i])
        less = [c for n, c in found if n[0] <= need[0] and n[1] <= need[1]]
        if amount > max([paid, *(c.amount_micro for c in less)]):
            rank = None if ways[i].rank == was.rank else ways[i].rank
            active = ways[i].active and not was.active
            found.append((need, Condition(active, rank, amount, amount - paid)))
    return [condition for _, condition in found]


def _need(way: Stood, was: Stood) -> tuple[bool, int]:
    """The rank that was held asks for nothing; of the others a lower one for less."""
    return way.active and not was.active, 0 if way.rank == was.rank else way.rank + 1
