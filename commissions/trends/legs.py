"""An agent's group volume by leg: the largest, the others together, and what of them counts."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Sum
from django.db.models.functions import Least

from agents.models import Agent
from commissions.charts.bars import Bar, Bars, bars
from commissions.plans import versions
from commissions.standings.models import Standing
from commissions.standings.progress import leg_cap, legs_of

LARGEST = 12


@dataclass(frozen=True)
class Leg:
    """`agent` is the recruit at its top; none where it is the agent's own customers, or where it
    is `legs` others together. `counted` of `volume` points count for the next rank."""

    agent: Agent | None
    legs: int
    volume: int
    counted: int
    bar: Bar


@dataclass(frozen=True)
class Legs:
    """`cap` is what one leg may bring in for the rank `next_rank`; None where all of it counts. The
    volumes add up to the group volume."""

    own: Leg
    legs: tuple[Leg, ...]
    cap: int | None
    cap_at: float | None
    next_rank: str

    @property
    def rows(self) -> tuple[Leg, ...]:
        return (self.own, *self.legs)

    @property
    def volume(self) -> int:
        return sum(leg.volume for leg in self.rows)

    @property
    def counted(self) -> int:
        return sum(leg.counted for leg in self.rows)


def legs(agent: Agent, *, night: date, largest: int = LARGEST) -> Legs | None:
    """None where the agent stood nowhere that night, or there is no volume at all."""
    standing = Standing.objects.on(night).filter(agent=agent).first()
    if standing is None or not standing.gv:
        return None
    cap, next_rank = _cap(standing, night)
    below = legs_of(agent, day=night).filter(gv__gt=0)
    counted = F("gv") if cap is None else Least("gv", cap)
    top = list(below.select_related("agent").order_by("-gv", "agent_id")[:largest])
    whole = below.aggregate(
        legs=Count("pk"), volume=Sum("gv", default=0), counted=Sum(counted, default=0)
    )
    rows: list[tuple[Agent | None, int, int, int]] = [
        (leg.agent, 1, leg.gv, leg.gv if cap is None else min(leg.gv, cap)) for leg in top
    ]
    if whole["legs"] > len(rows):
        others = (
            whole["legs"] - len(rows),
            whole["volume"] - sum(volume for _, _, volume, _ in rows),
            whole["counted"] - sum(counts for *_, counts in rows),
        )
        rows.append((None, *others))
    rows.insert(0, (None, 0, standing.pv, standing.pv))
    drawn = bars([(volume, counts) for _, _, volume, counts in rows], cap=cap)
    return _picture(rows, drawn, cap, next_rank)


def _picture(
    rows: list[tuple[Agent | None, int, int, int]], drawn: Bars, cap: int | None, next_rank: str
) -> Legs:
    own, *others = (Leg(*row, bar) for row, bar in zip(rows, drawn.bars, strict=True))
    return Legs(own, tuple(others), cap, drawn.cap, next_rank)


def _cap(standing: Standing, night: date) -> tuple[int | None, str]:
    """Of the rank above the one that the agent has, and that rank's name."""
    version = versions.in_force(night)
    ranks = versions.for_engine(version).ranks if version else ()
    if standing.rank + 1 >= len(ranks):
        return None, ""
    rank = ranks[standing.rank + 1]
    cap = leg_cap(rank)
    return (cap if cap < rank.group_volume else None), rank.name
