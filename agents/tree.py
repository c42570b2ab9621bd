"""The recruitment tree: the only writer of lft, rght, tree_id and level.

Every function here takes the tree's lock (tree_lock.py) for the rest of the transaction. Reading
needs none: a downline is the range of lft between an agent's own lft and rght in its tree_id.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from agents import tree_lock
from agents.models import Agent


class SponsorTerminated(ValueError):
    def __init__(self, sponsor: Agent) -> None:
        super().__init__(f"{sponsor.code} is terminated; nobody can be enrolled under it.")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an agent stands: MPTT's four columns."""

    lft: int
    rght: int
    tree_id: int
    level: int


def enrol(
    *,
    code: str,
    name: str,
    email: str,
    joined_on: date,
    sponsor: Agent | None = None,
    status: str = Agent.Status.ACTIVE,
) -> Agent:
    """Add an agent below its sponsor, as the last of its recruits; without one, as a root."""
    if sponsor is not None and sponsor.status == Agent.Status.TERMINATED:
        raise SponsorTerminated(sponsor)
    with tree_lock.lock():
        agent = Agent(code=code, name=name, email=email, joined_on=joined_on, status=status)
        Agent.objects.insert_node(agent, sponsor, position="last-child", refresh_target=True)
        agent.save()
        return agent


def places(sponsors: Mapping[int, int | None]) -> dict[int, Place]:
    """Number a whole forest: {agent: sponsor or None} → {agent: Place}.

    Recruits, and roots, stand in the order in which the mapping has them; agents before or after
    their sponsors. Every sponsor must be an agent of the mapping, and no agent its own upline.
    """
    recruits: dict[int | None, list[int]] = {}
    for agent, sponsor in sponsors.items():
        recruits.setdefault(sponsor, []).append(agent)
    placed: dict[int, Place] = {}
    for tree_id, root in enumerate(recruits.get(None, ()), start=1):
        _number(root, tree_id, recruits, placed)
    if len(placed) != len(sponsors):
        raise ValueError("A sponsor is missing, or agents are each other's upline.")
    return placed


def _number(
    root: int, tree_id: int, recruits: Mapping[int | None, list[int]], placed: dict[int, Place]
) -> None:
    count = 1
    lft = {root: 1}
    path = [(root, iter(recruits.get(root, ())))]
    while path:
        agent, rest = path[-1]
        count += 1
        recruit = next(rest, None)
        if recruit is None:
            path.pop()
            placed[agent] = Place(lft.pop(agent), count, tree_id, len(path))
        else:
            lft[recruit] = count
            path.append((recruit, iter(recruits.get(recruit, ()))))
