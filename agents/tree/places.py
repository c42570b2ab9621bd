"""A whole forest's intervals, from the sponsors alone (pure)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agents.tree import labels


@dataclass(frozen=True, slots=True)
class Place:
    """Where an agent stands: MPTT's four columns."""

    lft: int
    rght: int
    tree_id: int
    level: int


def places(sponsors: Mapping[int, int | None]) -> dict[int, Place]:
    """Number a whole forest: {agent: sponsor or None} → {agent: Place}, each tree spread evenly
    over all labels.

    Recruits, and roots, stand in the order in which the mapping has them; agents before or after
    their sponsors. Every sponsor must be an agent of the mapping, and no agent its own upline.
    """
    recruits: dict[int | None, list[int]] = {}
    for agent, sponsor in sponsors.items():
        recruits.setdefault(sponsor, []).append(agent)
    placed: dict[int, Place] = {}
    for tree_id, root in enumerate(recruits.get(None, ()), start=1):
        ends = list(_ends(root, recruits))
        first, step = labels.evenly(2 * len(ends))
        for agent, lft, rght, level in ends:
            placed[agent] = Place(first + step * lft, first + step * rght, tree_id, level)
    if len(placed) != len(sponsors):
        raise ValueError("A sponsor is missing, or agents are each other's upline.")
    return placed


def _ends(
    root: int, recruits: Mapping[int | None, list[int]]
) -> Iterator[tuple[int, int, int, int]]:
    """(agent, lft, rght, level) of one tree, its ends counted 0, 1, 2, …"""
    count = 0
    path = [(root, 0, iter(recruits.get(root, ())))]
    while path:
        agent, lft, rest = path[-1]
        count += 1
        recruit = next(rest, None)
        if recruit is None:
            path.pop()
            yield agent, lft, count, len(path)
        else:
            path.append((recruit, count, iter(recruits.get(recruit, ()))))
