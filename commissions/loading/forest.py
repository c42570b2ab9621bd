"""Room in the recruitment tree for many agents at once. The caller holds the tree's lock."""

from collections.abc import Mapping

import numpy as np
from django.db.models.functions import Coalesce

from agents import tree, tree_lock
from agents.models import Agent
from mlmsite.lib import bulk

_INTERVAL = ("tree_id", "lft", "rght")


def make_room(sponsors: Mapping[int, int | None]) -> dict[int, tree.Place]:
    """Number the forest with new agents in it, {agent: sponsor or None}, and move those who are
    there already. Under its sponsor a new agent comes last, and after the new ones before it.

    Returns the places of all; the new ones' rows are for the caller to write.
    """
    tree_lock.require()
    there = bulk.read_ints(
        Agent.objects.annotate(above=Coalesce("sponsor_id", 0)), "id", "above", *_INTERVAL
    )
    in_order = np.lexsort((there["lft"], there["tree_id"]))
    ids, above, *intervals = (there[name][in_order].tolist() for name in there)
    forest = {agent: sponsor or None for agent, sponsor in zip(ids, above, strict=True)}
    places = tree.places({**forest, **sponsors})
    moved = [
        (agent, at.tree_id, at.lft, at.rght)
        for agent, *before in zip(ids, *intervals, strict=True)
        if [(at := places[agent]).tree_id, at.lft, at.rght] != before
    ]
    if moved:
        bulk.update_rows(Agent, ("id", *_INTERVAL), moved)
    return places
