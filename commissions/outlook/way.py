"""The nearest way to an agent's next rank: the smallest step for each requirement that isn't met.

A leg that is to hold a rank is looked through for whoever is nearest to it: who misses the least,
the missing parts of all its requirements added up.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from agents.models import Agent
from commissions.engine.network import Network
from commissions.engine.plan import Plan, Rank
from commissions.engine.qualify import Standing, capped_group_volume, qualify
from commissions.outlook.base import Base
from commissions.outlook.below import ROOT
from commissions.outlook.terms import Terms
from commissions.standings.progress import leg_cap

SHOWN = 5
_PPM = 1_000_000
_LARGE = 10**12


@dataclass(frozen=True)
class Volume:
    """Personal volume: so many points more, which is so many customers on the usual terms."""

    points: int
    customers: int | None
    terms: Terms | None


@dataclass(frozen=True)
class Customers:
    customers: int


@dataclass(frozen=True)
class Room:
    """A leg that may still contribute so many points."""

    agent: Agent
    points: int


@dataclass(frozen=True)
class Group:
    """Group volume: so many points more, of which legs may bring what they have room for. `full`
    legs have none left; `rooms` are the largest of those that do, `more_rooms` are not named. With
    `cap` None a leg may bring in all of it."""

    points: int
    customers: int | None
    terms: Terms | None
    cap: int | None
    full: int
    rooms: tuple[Room, ...]
    more_rooms: int


@dataclass(frozen=True)
class Candidate:
    """Who in the leg of `leg` is nearest to the rank that it is to hold, and misses so much; `legs`
    it misses are legs of its own."""

    leg: Agent
    agent: Agent
    rank: str
    personal_volume: int
    customers: int
    group_volume: int
    legs: int


@dataclass(frozen=True)
class Legs:
    """So many legs more with somebody of `rank`; the nearest ones first. Where there are fewer legs
    than are missing, `new` have to be begun."""

    legs: int
    rank: str
    candidates: tuple[Candidate, ...]
    new: int


@dataclass(frozen=True)
class Way:
    """To `rank`; a step is None where the requirement is met or there is none."""

    day: date
    rank: str
    volume: Volume | None
    customers: Customers | None
    group: Group | None
    legs: Legs | None
    agents: int
    charges: int


def way(found: Base, *, usual: Terms | None) -> Way | None:
    """From where the agent stands on that base; None at the top."""
    inputs, plan = found.inputs, found.inputs.plan
    standing = qualify(inputs.network, plan, inputs.counting)
    position = int(standing.rank[ROOT]) + 1
    if position == len(plan.ranks):
        return None
    rank = plan.ranks[position]
    pv, customers = int(standing.pv[ROOT]), int(standing.customers[ROOT])
    few = rank.customers - customers
    return Way(
        day=found.day,
        rank=rank.name,
        volume=_volume(rank.personal_volume - pv, usual),
        customers=Customers(few) if few > 0 else None,
        group=_group(found, standing, rank, usual),
        legs=_legs(found, standing, plan, position),
        agents=len(found.agents),
        charges=len(inputs.counting.owner),
    )


def _volume(points: int, usual: Terms | None) -> Volume | None:
    return Volume(points, *_in_customers(points, usual)) if points > 0 else None


def _in_customers(points: int, usual: Terms | None) -> tuple[int | None, Terms | None]:
    return (-(-points // usual.volume), usual) if usual and usual.volume else (None, None)


def _recruits(network: Network) -> np.ndarray:
    return np.flatnonzero(network.sponsor == ROOT)


def _group(found: Base, standing: Standing, rank: Rank, usual: Terms | None) -> Group | None:
    network = found.inputs.network
    have = int(capped_group_volume(network, rank, standing.pv, standing.gv)[ROOT])
    points = rank.group_volume - have
    if points <= 0:
        return None
    cap, recruits = leg_cap(rank), _recruits(network)
    room = np.maximum(0, cap - standing.gv[recruits])
    open_legs = recruits[room > 0]
    largest = open_legs[np.argsort(-standing.gv[open_legs], kind="stable")][:SHOWN]
    agents = Agent.objects.in_bulk(found.agents[largest].tolist())
    return Group(
        points,
        *_in_customers(points, usual),
        cap=cap if cap < rank.group_volume else None,
        full=len(recruits) - len(open_legs),
        rooms=tuple(
            Room(agents[int(found.agents[at])], int(cap - standing.gv[at])) for at in largest
        ),
        more_rooms=len(open_legs) - len(largest),
    )


def _legs(found: Base, standing: Standing, plan: Plan, position: int) -> Legs | None:
    rank, network = plan.ranks[position], found.inputs.network
    asked = range(rank.leg_position, position)
    recruits = _recruits(network)
    holds = standing.held & ((1 << position) - (1 << rank.leg_position)) != 0
    holding = network.sum_below(holds)[recruits] > 0
    missing = rank.legs - int(holding.sum())
    if missing <= 0:
        return None
    others = recruits[~holding]
    candidates = _nearest(found, standing, plan, asked, others)[:SHOWN] if len(others) else []
    return Legs(
        missing,
        plan.ranks[rank.leg_position].name,
        tuple(candidates),
        new=max(0, missing - len(others)),
    )


def _nearest(
    found: Base, standing: Standing, plan: Plan, asked: range, legs: np.ndarray
) -> list[Candidate]:
    """One of each of these legs in which somebody could, the nearest first."""
    network = found.inputs.network
    short = {at: _short(network, standing, plan, at) for at in asked}
    far = np.stack([_distance(short[at], plan.ranks[at]) for at in asked])
    # Who is terminated sells nothing more.
    far[:, network.terminated] = np.iinfo(np.int64).max
    which, least = far.argmin(axis=0), far.min(axis=0)
    best = [leg + int(least[leg : network.end[leg]].argmin()) for leg in legs.tolist()]
    order = np.argsort(least[best], kind="stable")[:SHOWN]
    chosen = [(int(legs[n]), best[n]) for n in order if not network.terminated[best[n]]]
    ids = {int(found.agents[at]) for pair in chosen for at in pair}
    agents = Agent.objects.in_bulk(ids)
    return [
        Candidate(
            leg=agents[int(found.agents[leg])],
            agent=agents[int(found.agents[at])],
            rank=plan.ranks[asked[which[at]]].name,
            **{name: int(values[at]) for name, values in short[asked[which[at]]].items()},
        )
        for leg, at in chosen
    ]


def _short(
    network: Network, standing: Standing, plan: Plan, position: int
) -> dict[str, np.ndarray]:
    """int64 (agents,) each: what everybody misses of that rank's requirements."""
    rank = plan.ranks[position]
    group = capped_group_volume(network, rank, standing.pv, standing.gv)
    holds = standing.held & ((1 << position) - (1 << rank.leg_position)) != 0
    holding = network.sum_of_recruits(network.sum_below(holds) > 0)
    have = {
        "personal_volume": standing.pv,
        "customers": standing.customers,
        "group_volume": group,
        "legs": holding,
    }
    return {name: np.maximum(0, getattr(rank, name) - have[name]) for name in have}


def _distance(short: dict[str, np.ndarray], rank: Rank) -> np.ndarray:
    """int64 (agents,): the missing parts, in millionths, added up."""
    total = np.zeros(len(short["legs"]), np.int64)
    for name, missing in short.items():
        need = getattr(rank, name)
        if need:
            # So that nothing outgrows 64 bits.
            unit = max(1, need // _LARGE)
            total += missing // unit * _PPM // (need // unit)
    return total
