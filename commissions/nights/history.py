"""The network as a past night saw it: the facts of now, less what came after that night."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property

import numpy as np

from agents.models import Agent, Arrival, Customer, Move, StatusChange, Subscription
from commissions.engine.network import Network, preorder
from commissions.nights.facts import Owners, agents_with_sponsors, read_owners
from mlmsite.lib import bulk

_NEVER = date.max.toordinal()


class History:
    """Reads everything once; `network` then gives any night's."""

    def __init__(self) -> None:
        rows = bulk.read_ints(
            agents_with_sponsors(Agent.objects.all()), "id", "above", "terminated", "arrival_id"
        )
        order = np.argsort(rows["id"])
        self._ids, self._sponsor = rows["id"][order], rows["above"][order]
        self._terminated = rows["terminated"][order].astype(bool)
        self._since = _first_nights(rows["arrival_id"][order])
        # Latest first: the earliest of those to be undone has the last word.
        self._moves = list(_later(Move, "from_sponsor_id"))
        self._changes = list(_later(StatusChange, "before"))

    @cached_property
    def owners(self) -> Owners:
        return read_owners(Subscription.objects.all(), Customer.objects.all())

    def network(self, day: date) -> tuple[np.ndarray, Network]:
        """Ids in preorder, and the tree, as of that night."""
        sponsor, terminated = self._sponsor.copy(), self._terminated.copy()
        for agent, before in _undone(self._moves, day):
            sponsor[np.searchsorted(self._ids, agent)] = before or 0
        for agent, status in _undone(self._changes, day):
            terminated[np.searchsorted(self._ids, agent)] = status == Agent.Status.TERMINATED
        there = self._since <= day.toordinal()
        return in_preorder(self._ids[there], sponsor[there], terminated[there])


def in_preorder(
    ids: np.ndarray, above: np.ndarray, terminated: np.ndarray
) -> tuple[np.ndarray, Network]:
    """`ids` ascending, `above` the sponsors' ids or 0; the same agents in preorder."""
    at = np.searchsorted(ids, above)
    sponsor = np.where(above == 0, -1, at)
    order = preorder(sponsor)
    position = np.empty(len(ids), np.int64)
    position[order] = np.arange(len(ids))
    moved = np.where(sponsor[order] < 0, -1, position[sponsor[order]])
    return ids[order], Network(moved.astype(np.int32), terminated[order])


def _first_nights(arrivals: np.ndarray) -> np.ndarray:
    """int64: the day's ordinal on which a night first saw each arrival, given by its id."""
    seen = dict(Arrival.objects.exclude(first_night=None).values_list("id", "first_night"))
    different, inverse = np.unique(arrivals, return_inverse=True)
    days = [seen[i].toordinal() if i in seen else _NEVER for i in different.tolist()]
    return np.array(days, np.int64)[inverse]


def _later(model: type[Move] | type[StatusChange], before: str) -> Iterable[tuple]:
    rows = model.objects.order_by("-id").values_list("agent_id", before, "first_night")
    for agent, value, night in rows:
        yield agent, value, _NEVER if night is None else night.toordinal()


def _undone(changes: Iterable[tuple], day: date) -> Iterable[tuple]:
    return ((agent, value) for agent, value, night in changes if night > day.toordinal())
