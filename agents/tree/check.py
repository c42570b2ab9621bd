"""Do the stored intervals of the tree say what the sponsors say?"""

from collections.abc import Iterator

import numpy as np
from django.db.models.functions import Coalesce

from agents.models import Agent
from mlmsite.lib import bulk


def problems() -> Iterator[str]:
    """Each agent stands inside its sponsor's interval, one level below it, in the same tree; no two
    intervals of a tree cross or share an end; and each tree has one root. Together that is all that
    the intervals can say of the sponsors: whoever stands inside without being below would have a
    sponsor of its own further out, whose recruit it can't be in a tree of one root."""
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
    yield from _named(ids, _shared(tree[root], ids[root], ids), "shares its tree with another root")
    yield from _crossing(ids, lft, rght, tree, np.where(root, -1, sponsor))


def _crossing(
    ids: np.ndarray, lft: np.ndarray, rght: np.ndarray, tree: np.ndarray, sponsor: np.ndarray
) -> Iterator[str]:
    """In the order of all ends, whoever begins right after a beginning is that agent's recruit, and
    whoever begins right after an end is a recruit of the same sponsor; else two of them cross, or
    an agent stands inside of somebody who is not above it."""
    n = len(ids)
    owner = np.tile(np.arange(n), 2)
    ends, trees = np.concatenate([lft, rght]), np.tile(tree, 2)
    order = np.lexsort((ends, trees))
    same = (ends[order][1:] == ends[order][:-1]) & (trees[order][1:] == trees[order][:-1])
    shared = np.zeros(n, bool)
    shared[owner[order][1:][same]] = shared[owner[order][:-1][same]] = True
    yield from _named(ids, shared, "shares an end with another agent")
    who, begins = owner[order], order < n
    before, after = who[:-1], who[1:]
    began, begin = begins[:-1], begins[1:]
    # What has to stand above `after` when it begins, or to be `after` when it ends.
    around = np.where(began, before, sponsor[before])
    right = np.where(begin, sponsor[after] == around, after == around)
    wrong = np.zeros(n, bool)
    wrong[after[~right]] = True
    yield from _named(ids, wrong & ~shared, "stands across, or inside of, an agent not above it")


def _shared(values: np.ndarray, owners: np.ndarray, ids: np.ndarray) -> np.ndarray:
    """bool (ids,): whose value occurs more than once."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.isin(ids, owners[counts[inverse] > 1])


def _named(ids: np.ndarray, wrong: np.ndarray, what: str) -> Iterator[str]:
    for code in Agent.objects.filter(id__in=ids[wrong][:1000].tolist()).values_list(
        "code", flat=True
    ):
        yield f"tree: {code} {what}"
