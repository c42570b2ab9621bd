"""A company for the benchmarks, straight into the tables: a plan and a random tree."""

from datetime import date

import numpy as np
from django.utils import timezone

from agents.models import Agent, Arrival
from agents.tree.places import places
from bench import people
from commissions.plans.models import Plan, Rank
from mlmsite.lib import bulk

DAY = date(2026, 1, 1)
"""The night that is measured."""


def plan(*, effective_from: date = DAY) -> Plan:
    """Five ranks, seven levels, a differential override, dynamic compression."""
    made = Plan.objects.create(
        name="Bench", effective_from=effective_from, active_volume=40, active_customers=1
    )
    levels = [50_000, 40_000, 30_000, 20_000, 15_000, 10_000, 5_000]
    for position, name in enumerate(["Associate", "Builder", "Leader", "Director", "Ambassador"]):
        Rank.objects.create(
            plan=made,
            position=position,
            name=name,
            residual_ppm=100_000 + 10_000 * position,
            levels_ppm=levels[: 3 + position],
            override_ppm=10_000 * position,
            personal_volume=40 * position,
            group_volume=400 * position**3,
            max_leg_share_ppm=600_000,
        )
    return made


def sponsors(agents: int, *, seed: int = 1) -> dict[int, int | None]:
    """Every agent's sponsor is one of the earlier ones, the older the likelier."""
    rng = np.random.default_rng(seed)
    picks = (rng.random(agents) ** 1.5 * np.arange(agents)).astype(int) + 1
    return {1: None} | {agent: int(picks[agent - 1]) for agent in range(2, agents + 1)}


def network(agents: int) -> None:
    above = sponsors(agents)
    placed = places(above)
    names = people.names(agents, seed=3)
    arrival = Arrival.objects.create(source="bench", arrived_at=timezone.now(), last_day=DAY)
    bulk.write_rows(
        Agent,
        ("id", "code", "sponsor", "name", "email", "joined_on", "status", "arrival")
        + ("lft", "rght", "tree_id", "level"),
        (
            (agent, f"A{agent:07}", sponsor, name, f"a{agent:07}@example.com", DAY, "active")
            + (arrival.pk, p.lft, p.rght, p.tree_id, p.level)
            for (agent, sponsor), name in zip(above.items(), names, strict=True)
            for p in (placed[agent],)
        ),
    )
    bulk.ids_taken(Agent)
