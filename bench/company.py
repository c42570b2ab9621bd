"""A company for the benchmark, straight into the tables: a random tree, each charge due at once."""

from datetime import date

import numpy as np
from django.utils import timezone

from agents.models import Agent, Arrival, Charge, Customer, Product, Subscription
from agents.periods import period_start
from agents.tree.places import places
from commissions.plans.models import Plan, Rank
from mlmsite.lib import bulk

DAY = date(2026, 1, 1)
CURRENCIES = ["EUR", "JPY", "USD"]


def plan() -> Plan:
    """Five ranks, seven levels, a differential override, dynamic compression."""
    made = Plan.objects.create(
        name="Bench", effective_from=DAY, active_volume=40, active_customers=1
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


def network(agents: int, *, seed: int = 1) -> None:
    """Every agent's sponsor is one of the earlier ones, the older the likelier."""
    rng = np.random.default_rng(seed)
    sponsors: dict[int, int | None] = {1: None}
    picks = (rng.random(agents) ** 1.5 * np.arange(agents)).astype(int) + 1
    sponsors |= {agent: int(picks[agent - 1]) for agent in range(2, agents + 1)}
    placed = places(sponsors)
    arrival = Arrival.objects.create(source="bench", arrived_at=timezone.now(), last_day=DAY)
    bulk.write_rows(
        Agent,
        ("id", "code", "sponsor", "name", "email", "joined_on", "status", "arrival")
        + ("lft", "rght", "tree_id", "level"),
        (
            (agent, f"A{agent:07}", sponsor, "Agent", "a@example.com", DAY, "active", arrival.pk)
            + (p.lft, p.rght, p.tree_id, p.level)
            for agent, sponsor in sponsors.items()
            for p in (placed[agent],)
        ),
    )
    bulk.ids_taken(Agent)


def charges(agents: int, count: int, *, seed: int = 2) -> None:
    """One customer, subscription and charge each; owners at random."""
    rng = np.random.default_rng(seed)
    ids = range(1, count + 1)
    owners = rng.integers(1, agents + 1, count).tolist()
    prices = (rng.integers(900, 9_900, count)).tolist()
    volumes = rng.integers(10, 60, count).tolist()
    currencies = rng.choice(CURRENCIES, count).tolist()
    product = Product.objects.create(name="Internet")
    arrival = Arrival.objects.create(source="bench", arrived_at=timezone.now(), last_day=DAY)
    bulk.write_rows(
        Customer,
        ("id", "ref", "agent", "name", "email", "own_account"),
        ((i, f"C{i}", owners[i - 1], "Customer", "c@example.com", False) for i in ids),
    )
    bulk.write_rows(
        Subscription,
        ("id", "ref", "customer", "product", "price_minor", "currency", "commissionable_minor")
        + ("volume", "started_on", "billing"),
        (
            (i, f"S{i}", i, product.pk, prices[i - 1], currencies[i - 1], prices[i - 1])
            + (volumes[i - 1], DAY, "external")
            for i in ids
        ),
    )
    end = period_start(DAY, 1)
    bulk.write_rows(
        Charge,
        ("ref", "subscription", "period_start", "period_end", "amount_minor")
        + ("commissionable_minor", "volume", "paid_on", "arrival"),
        (
            (f"X{i}", i, DAY, end, prices[i - 1], prices[i - 1], volumes[i - 1], DAY, arrival.pk)
            for i in ids
        ),
    )
    for model in (Customer, Subscription, Charge):
        bulk.ids_taken(model)
