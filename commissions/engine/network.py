"""The recruitment tree as arrays, agents in preorder: every agent stands before its downline, and
its downline stands together behind it. So a subtree is a slice, `[i, end[i])`.

A sponsor of -1 marks a root. Nothing here trusts the stored intervals: `end` comes from the
sponsors and the order alone, and an order that is no preorder is refused.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np


class NotPreorder(ValueError):
    """The order of the agents contradicts their sponsors: the stored tree is damaged."""


def preorder(sponsor: np.ndarray) -> np.ndarray:
    """The positions in preorder, siblings ascending. `sponsor` int (n,), a position or -1, in any
    order. Raises NotPreorder where agents are each other's upline."""
    depth = _depth(sponsor)
    size = np.ones(len(sponsor), np.int64)
    for level in _levels(depth)[:0:-1]:
        np.add.at(size, sponsor[level], size[level])
    siblings = np.argsort(sponsor, kind="stable")
    behind = np.cumsum(size[siblings])
    first = np.append(True, sponsor[siblings[1:]] != sponsor[siblings[:-1]])[: len(sponsor)]
    starts = behind - size[siblings]
    within = starts - np.repeat(
        starts[first], np.diff(np.append(np.flatnonzero(first), len(first)))
    )
    place = np.empty(len(sponsor), np.int64)
    place[siblings] = within
    for level in _levels(depth)[1:]:
        place[level] += place[sponsor[level]] + 1
    return np.argsort(place)


def _depth(sponsor: np.ndarray) -> np.ndarray:
    """Sponsor steps up to the root; pointers double: log2(depth) steps."""
    n = len(sponsor)
    pointer = np.append(np.where(sponsor < 0, n, sponsor), n)
    steps = (pointer < n).astype(np.int64)
    for _ in range(n.bit_length() + 1):
        if (pointer == n).all():
            return steps[:-1]
        steps += steps[pointer]
        pointer = pointer[pointer]
    raise NotPreorder("Agents are each other's upline.")


def _levels(depth: np.ndarray) -> list[np.ndarray]:
    """Positions by depth, from 0 on."""
    order = np.argsort(depth, kind="stable")
    return np.split(order, np.cumsum(np.bincount(depth))[:-1])


@dataclass(frozen=True)
class Network:
    """`sponsor` int32 (n,), the sponsor's position or -1; `terminated` bool (n,)."""

    sponsor: np.ndarray
    terminated: np.ndarray

    def __len__(self) -> int:
        return len(self.sponsor)

    @cached_property
    def sponsor_or_end(self) -> np.ndarray:
        """int32 (n + 1,): the sponsor's position; n above a root, and at position n."""
        n = len(self)
        return np.append(np.where(self.sponsor < 0, n, self.sponsor), n).astype(np.int32)

    @cached_property
    def end(self) -> np.ndarray:
        """int32 (n,): where the subtree of each agent ends.

        That is where its next sibling stands, or, for a last recruit, where its sponsor's subtree
        ends: pointers that double until all arrive, in log2(depth) steps.
        """
        n = len(self)
        if n and ((self.sponsor >= np.arange(n)).any() or (self.sponsor < -1).any()):
            raise NotPreorder("An agent stands before its sponsor.")
        siblings = np.argsort(self.sponsor, kind="stable")
        same = self.sponsor[siblings[1:]] == self.sponsor[siblings[:-1]]
        pointer = self.sponsor_or_end.copy()
        arrived = np.append(self.sponsor < 0, True)
        ends = np.full(n + 1, n)
        pointer[siblings[:-1][same]] = siblings[1:][same]
        arrived[siblings[:-1][same]] = True
        ends[:-1][siblings[:-1][same]] = siblings[1:][same]
        while not arrived.all():
            ends = np.where(arrived, ends, ends[pointer])
            arrived, pointer = (
                arrived | arrived[pointer],
                np.where(arrived, pointer, pointer[pointer]),
            )
        self._check(ends[:-1], siblings, same)
        return ends[:-1].astype(np.int32)

    def _check(self, ends: np.ndarray, siblings: np.ndarray, same: np.ndarray) -> None:
        first = siblings[np.append(True, ~same)] if len(siblings) else siblings
        if (first != self.sponsor[first] + 1).any():
            raise NotPreorder("An agent's first recruit doesn't stand right behind it.")
        below = self.sponsor >= 0
        if (np.arange(len(self))[below] >= ends[self.sponsor[below]]).any():
            raise NotPreorder("An agent stands outside of its sponsor's downline.")

    @cached_property
    def depth(self) -> np.ndarray:
        """int32 (n,): sponsor steps up to the root. Each subtree adds 1 to all below its top."""
        steps = np.ones(len(self) + 1, np.int32)
        steps[-1] = 0
        np.subtract.at(steps, self.end, 1)
        return np.cumsum(steps[:-1], dtype=np.int32) - 1

    def sum_below(self, values: np.ndarray) -> np.ndarray:
        """int64 (n,): each agent's value and those of its whole downline."""
        total = np.concatenate([[0], np.cumsum(values, dtype=np.int64)])
        return total[self.end] - total[:-1]

    def sum_of_recruits(self, values: np.ndarray) -> np.ndarray:
        """int64 (n,): the values of each agent's direct recruits."""
        total = np.zeros(len(self), np.int64)
        below = self.sponsor >= 0
        np.add.at(total, self.sponsor[below], values[below])
        return total

    def nearest(self, wanted: np.ndarray) -> np.ndarray:
        """int32 (n + 1,): the nearest agent at or above each that is `wanted` (bool, (n,)); n
        where there is none, and at position n. Pointers double: log2(depth) steps."""
        stop = np.append(wanted, True)
        pointer = np.where(stop, np.arange(len(stop), dtype=np.int32), self.sponsor_or_end)
        while not stop[pointer].all():
            pointer = pointer[pointer]
        return pointer

    def nearest_above(self, wanted: np.ndarray) -> np.ndarray:
        """As `nearest`, but strictly above."""
        return self.nearest(wanted)[self.sponsor_or_end]
