"""Enrolling agents: one at a time, or a load of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext

from agents.hooks import outbox
from agents.hooks.models import Type
from agents.models import Agent, Arrival
from agents.tree import labels, lock, renumber, space
from agents.tree.places import Place, places
from mlmsite.lib import bulk
from mlmsite.lib.ids import shown

# A place under a sponsor is found in the time in which about this many rows are written anew.
_ROWS_A_PLACE = 20


class SponsorTerminated(ValueError):
    def __init__(self, sponsor: Agent) -> None:
        super().__init__(
            gettext("%(code)s is terminated; nobody can be enrolled under it.")
            % {"code": sponsor.code}
        )


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
    with transaction.atomic():
        place = _root() if sponsor is None else _under(sponsor)
        agent = Agent.objects.create(
            code=code,
            name=name,
            email=email,
            joined_on=joined_on,
            status=status,
            sponsor=sponsor,
            arrival=_arrival("enrolment", joined_on),
            **place,
        )
        _tell([(agent.pk, code, sponsor.pk if sponsor else None)])
        return agent


def _tell(enrolled: Iterable[tuple[int, str, int | None]]) -> None:
    rows = (
        (
            str(pk),
            {
                "agent": shown("agt", pk),
                "code": code,
                "sponsor": None if sponsor is None else shown("agt", sponsor),
            },
        )
        for pk, code, sponsor in enrolled
    )
    outbox.put(Type.AGENT_ENROLLED, rows, at=timezone.now())


def _arrival(source: str, day: date) -> Arrival:
    return Arrival.objects.create(source=source, arrived_at=Now(), last_day=day)


def _root() -> dict[str, int]:
    """Two at once must not take the same tree."""
    lock.acquire()
    return {"lft": 1, "rght": labels.SIZE - 1, "tree_id": next_tree(), "level": 0}


def next_tree() -> int:
    return (Agent.objects.aggregate(last=Max("tree_id"))["last"] or 0) + 1


def _under(sponsor: Agent) -> dict[str, int]:
    found = space.under(sponsor.pk, need=2)
    if found.sponsor.status == Agent.Status.TERMINATED:
        raise SponsorTerminated(sponsor)
    lft, rght = found.gap.take(2)
    level = found.sponsor.level + 1
    return {"lft": lft, "rght": rght, "tree_id": found.sponsor.tree_id, "level": level}


class NewAgent(NamedTuple):
    """One of many to enrol; ids are the caller's (bulk.new_ids)."""

    id: int
    sponsor: int | None
    code: str
    name: str
    email: str
    joined_on: date
    status: str


def enrol_many(
    agents: Sequence[NewAgent], *, arrival: int, progress: bulk.Progress | None = None
) -> None:
    """Add agents whose sponsors are there or among them, with the arrival in which they came.

    Under its sponsor a new agent comes last, and after the new ones before it. Few among many take
    their places one sponsor at a time; else the whole forest is numbered anew.
    """
    with lock.lock():
        sponsors = {agent.id: agent.sponsor for agent in agents}
        tops = set(sponsors.values()) - sponsors.keys()
        if len(tops) * _ROWS_A_PLACE >= Agent.objects.count():
            placed = renumber.whole(Agent, sponsors)
            _write(agents, placed, arrival, progress)
            return
        for top, team in _teams(agents, sponsors).items():
            within = {agent.id: None if agent.sponsor == top else agent.sponsor for agent in team}
            placed = _as_trees(places(within)) if top is None else _as_team(places(within), top)
            # Before the next team looks for room.
            _write(team, placed, arrival, progress)


def _write(
    agents: Sequence[NewAgent],
    placed: Mapping[int, Place],
    arrival: int,
    progress: bulk.Progress | None,
) -> None:
    rows = (
        (*agent, arrival, at.lft, at.rght, at.tree_id, at.level)
        for agent in agents
        for at in (placed[agent.id],)
    )
    columns = (*NewAgent._fields, "arrival", "lft", "rght", "tree_id", "level")
    bulk.write_rows(Agent, columns, rows, progress=progress)
    _tell((agent.id, agent.code, agent.sponsor) for agent in agents)


def _teams(
    agents: Sequence[NewAgent], sponsors: Mapping[int, int | None]
) -> dict[int | None, list[NewAgent]]:
    """The newcomers by the agent above all of their new upline: one that is there, or None."""
    teams: dict[int | None, list[NewAgent]] = defaultdict(list)
    known: dict[int, int | None] = {}
    for agent in agents:
        teams[_top(agent.id, sponsors, known)].append(agent)
    return teams


def _top(
    agent: int, sponsors: Mapping[int, int | None], known: dict[int, int | None]
) -> int | None:
    path = []
    while agent in sponsors and agent not in known:
        path.append(agent)
        agent = sponsors[agent]
    top = known.get(agent, agent)
    known.update(dict.fromkeys(path, top))
    return top


def _as_trees(placed: Mapping[int, Place]) -> dict[int, Place]:
    before = next_tree() - 1
    return {agent: replace(at, tree_id=before + at.tree_id) for agent, at in placed.items()}


def _as_team(placed: Mapping[int, Place], top: int) -> dict[int, Place]:
    found = space.under(top, need=2 * len(placed))
    return space.fit(placed, found)
