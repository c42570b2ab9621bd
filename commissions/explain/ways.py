"""The ways from charges' owners up to an agent, as a night saw them, with what it decided of all on
them."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import NamedTuple

import numpy as np
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from agents.models import Agent
from agents.tree import past
from commissions.engine.network import Network
from commissions.engine.plan import Plan
from commissions.engine.qualify import Standing as Decided
from commissions.explain.walk import Disagrees, Stop, Way
from commissions.nights.facts import positions
from commissions.nights.history import in_preorder
from commissions.nights.models import Run
from commissions.plans import versions
from commissions.standings.models import Standing


class NotKept(Exception):
    """Worded for whoever asked."""

    def __init__(self, night: date) -> None:
        super().__init__(
            _(
                "This night ran before your company kept what each night decided of everybody. "
                "What it paid stays as it is; the way to it can't be shown any more."
            )
        )
        self.night = night


class NotThere(Exception):
    """The agent joined after that night."""


@dataclass(frozen=True)
class Night:
    day: date
    plan: Plan


def kept_night(day: date) -> Night:
    """A night that has run, with its plan. Raises NotKept where its standings weren't."""
    run = Run.objects.select_related("plan").get(pk=day)
    if "standings" not in run.counts:
        raise NotKept(day)
    return Night(day, versions.for_engine(run.plan))


class Stood(NamedTuple):
    """What a standing says of an agent: the engine's figures, and whether it was terminated."""

    agent_id: int
    pv: int
    customers: int
    gv: int
    active: bool
    rank: int
    held: int
    terminated: bool


@dataclass(frozen=True)
class Ways:
    """`top` is the agent whom it is told to, at position 0; `ids` in preorder: everybody on a way
    from one of the owners up to it. `standings` by id."""

    night: date
    plan: Plan
    top: int
    ids: np.ndarray
    network: Network
    standings: dict[int, Stood]
    sponsors: dict[int, int | None]

    @property
    def mine(self) -> Stood:
        return self.standings[self.top]

    def reach(self, owner: int) -> bool:
        """Whether the top was above that agent, or is it."""
        return owner in self.standings

    def of(self, owner: int) -> list[int]:
        """From that agent up to the top, both included."""
        way = [owner]
        while way[-1] != self.top:
            above = self.sponsors[way[-1]]
            assert above is not None
            way.append(above)
        return way

    def stops(self, way: Iterable[int]) -> Way:
        rows = (self.standings[agent] for agent in way)
        return [Stop(row.active, row.terminated, row.rank) for row in rows]

    def position(self, owners: Iterable[int]) -> list[int]:
        places = positions(self.ids)
        return [int(places[owner]) for owner in owners]

    def decided(self) -> Decided:
        rows = [self.standings[agent] for agent in self.ids.tolist()]
        return Decided(
            **{
                field.name: np.array([getattr(row, field.name) for row in rows])
                for field in fields(Decided)
            }
        )


def ways(top: Agent, *, owners: Iterable[int], night: Night) -> Ways:
    """Those that lead up to `top`; other owners aren't reached. Raises NotThere."""
    sponsors = past.sponsors_up_to(top, of={*owners, top.pk}, night=night.day)
    there = _below(top.pk, sponsors)
    found = of_night(there, night.day)
    if top.pk not in found:
        raise NotThere
    if len(found) != len(there):
        raise Disagrees(f"Of {len(there) - len(found)} agents no standing of {night.day} is kept.")
    ids = np.array(sorted(there))
    above = np.array([0 if pk == top.pk else sponsors[pk] for pk in ids.tolist()])
    gone = np.array([found[pk].terminated for pk in ids.tolist()])
    ids, network = in_preorder(ids, above, gone)
    return Ways(night.day, night.plan, top.pk, ids, network, found, sponsors)


def _below(top: int, sponsors: dict[int, int | None]) -> set[int]:
    """The top and who leads up to it; each agent is looked at once."""
    leads: dict[int | None, bool] = {top: True, None: False}
    for agent in sponsors:
        way: list[int] = []
        at: int | None = agent
        while at not in leads:
            assert at is not None
            way.append(at)
            at = sponsors[at]
        leads |= dict.fromkeys(way, leads[at])
    return {agent for agent, up in leads.items() if agent is not None and up}


def of_night(agents: Iterable[int], night: date) -> dict[int, Stood]:
    """How they stood, by id. The standing that began last, looked up for each: of an agent high up
    there is one for almost every night, and all would be read to find the one that goes on."""
    began = Standing.objects.filter(agent=OuterRef("pk"), since__lte=night).order_by("-since")
    wanted = Agent.objects.filter(pk__in=set(agents)).order_by()
    last = wanted.annotate(standing=Subquery(began.values("pk")[:1])).values("standing")
    rows = Standing.objects.filter(pk__in=last).values_list(*Stood._fields)
    return {row[0]: Stood(*row) for row in rows}
