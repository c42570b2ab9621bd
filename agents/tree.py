"""The recruitment tree: the only writer of lft, rght, tree_id and level.

Every function here takes the tree's lock (tree_lock.py) for the rest of the transaction. Reading
needs none: a downline is the range of lft between an agent's own lft and rght in its tree_id.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from django.db.models.functions import Coalesce

from agents import tree_lock
from agents.models import Agent
from mlmsite.lib import bulk


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


class NewAgent(NamedTuple):
    """One of many to enrol; ids are the caller's (bulk.new_ids)."""

    id: int
    sponsor: int | None
    code: str
    name: str
    email: str
    joined_on: date
    status: str


_INTERVAL = ("tree_id", "lft", "rght")


def enrol_many(agents: Sequence[NewAgent], *, progress: bulk.Progress | None = None) -> None:
    """Add agents whose sponsors are there or among them: the whole forest is numbered in memory.

    Under its sponsor a new agent comes last, and after the new ones before it.
    """
    with tree_lock.lock():
        placed = _make_room({agent.id: agent.sponsor for agent in agents})
        rows = (
            (*agent, at.lft, at.rght, at.tree_id, at.level)
            for agent in agents
            for at in (placed[agent.id],)
        )
        columns = (*NewAgent._fields, "lft", "rght", "tree_id", "level")
        bulk.write_rows(Agent, columns, rows, progress=progress)


def _make_room(sponsors: Mapping[int, int | None]) -> dict[int, "Place"]:
    """Number the forest with new agents in it, {agent: sponsor or None}, and move those who are
    there already; the places of all."""
    there = bulk.read_ints(
        Agent.objects.annotate(above=Coalesce("sponsor_id", 0)), "id", "above", *_INTERVAL
    )
    in_order = np.lexsort((there["lft"], there["tree_id"]))
    ids, above, *intervals = (there[name][in_order].tolist() for name in there)
    forest = {agent: sponsor or None for agent, sponsor in zip(ids, above, strict=True)}
    placed = places({**forest, **sponsors})
    moved = [
        (agent, at.tree_id, at.lft, at.rght)
        for agent, *before in zip(ids, *intervals, strict=True)
        if [(at := placed[agent]).tree_id, at.lft, at.rght] != before
    ]
    if moved:
        bulk.update_rows(Agent, ("id", *_INTERVAL), moved)
    return placed


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
