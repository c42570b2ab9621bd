"""Do the stored intervals of the tree say what the sponsors say?"""

from collections.abc import Iterator

import numpy as np
from django.db.models.functions import Coalesce

from agents.models import Agent
from mlmsite.lib import bulk


def problems() -> Iterator[str]:
    """Each agent stands inside its sponsor's interval, one level below it, in the same tree; the
    width of an interval is that of its downline; and no two ends are the same. Together that
    leaves no room for two intervals to cross."""
    rows = bulk.read_ints(
        Agent.objects.annotate(above=Coalesce("sponsor_id", 0)).order_by("id"),
        *("id", "above", "lft", "rght", "tree_id", "level"),
    )
    ids, lft, rght = rows["id"], rows["lft"], rows["rght"]
    tree, level = rows["tree_id"], rows["level"]
    root = rows["above"] == 0
    sponsor = np.searchsorted(ids, np.where(root, ids, rows["above"]))
    inside = (lft[sponsor] < lft) & (rght < rght[sponsor]) & (tree == tree[sponsor])
    yield from _named(ids, ~root & ~inside, "stands outside of its sponsor's interval")
    expected = np.where(root, 0, level[sponsor] + 1)
    yield from _named(ids, level != expected, "has not its sponsor's level and one")
    if (level == expected).all():
        size = _sizes(sponsor, level)
        yield from _named(ids, rght - lft + 1 != 2 * size, "has an interval of the wrong width")
    yield from _named(ids, _shared(tree[root], ids[root], ids), "shares its tree with another root")
    ends = np.concatenate([lft, rght]) + np.tile(tree, 2) * (int(rght.max(initial=0)) + 1)
    yield from _named(ids, _shared(ends, np.tile(ids, 2), ids), "shares an end with another agent")


def _sizes(sponsor: np.ndarray, level: np.ndarray) -> np.ndarray:
    """int64 (n,): each agent and its downline, by the sponsors; one level a step, from below."""
    size = np.ones(len(sponsor), np.int64)
    for depth in range(int(level.max(initial=0)), 0, -1):
        here = np.flatnonzero(level == depth)
        np.add.at(size, sponsor[here], size[here])
    return size


def _shared(values: np.ndarray, owners: np.ndarray, ids: np.ndarray) -> np.ndarray:
    """bool (ids,): whose value occurs more than once."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.isin(ids, owners[counts[inverse] > 1])


def _named(ids: np.ndarray, wrong: np.ndarray, what: str) -> Iterator[str]:
    for code in Agent.objects.filter(id__in=ids[wrong][:1000].tolist()).values_list(
        "code", flat=True
    ):
        yield f"tree: {code} {what}"
