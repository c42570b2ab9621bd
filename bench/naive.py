"""The straightforward way, to compare with: for each charge its ancestors, for each line a row."""

import time

from django.db import transaction

from agents.models import Agent, Charge, Customer, Refund, Subscription
from bench.company import DAY
from commissions.engine import qualify
from commissions.nights import partitions
from commissions.nights.facts import positions, read_counting, read_network, read_owners
from commissions.nights.models import Entry, Kind, Line, Run
from commissions.plans import versions
from commissions.plans.models import Plan, Rank

MILLION = 1_000_000


def seconds_per_charge(sample: int) -> float:
    """Ranks and activity are given to it for nothing; what it writes is rolled back."""
    plan = versions.in_force(DAY)
    ranks = list(plan.ranks.order_by("position"))
    ids, network = read_network(Agent.objects.all())
    owners = read_owners(Subscription.objects.all(), Customer.objects.all())
    counting = read_counting(
        Charge.objects.covering(DAY), Refund.objects.all(), owners, DAY, positions(ids)
    )
    result = qualify.qualify(network, versions.for_engine(plan), counting)
    rank_of = dict(zip(ids.tolist(), result.rank.tolist(), strict=True))
    active = set(ids[result.active].tolist())
    charges = list(Charge.objects.order_by("?")[:sample])
    with transaction.atomic():
        partitions.open_leaf(DAY)
        started = time.perf_counter()
        for charge in charges:
            _commission(charge, plan, ranks, rank_of, active)
        seconds = time.perf_counter() - started
        transaction.set_rollback(True)
    return seconds / len(charges)


def _commission(
    charge: Charge, plan: Plan, ranks: list[Rank], rank_of: dict[int, int], active: set[int]
) -> None:
    owner = charge.subscription.customer.agent
    base = charge.commissionable_minor * MILLION
    _create(
        charge,
        owner,
        Kind.RESIDUAL,
        0,
        ranks[rank_of[owner.pk]],
        base,
        ranks[rank_of[owner.pk]].residual_ppm,
    )
    level, depth = 1, max(len(rank.levels_ppm) for rank in ranks)
    for agent in owner.get_ancestors(ascending=True):
        if level > depth:
            break
        rank = ranks[rank_of[agent.pk]]
        if agent.pk in active:
            if level <= len(rank.levels_ppm):
                rate = rank.levels_ppm[level - 1]
                _create(charge, agent, Kind.DOWNLINE, level, rank, base, rate)
            level += 1
    paid = 0
    for step, agent in enumerate(owner.get_ancestors(ascending=True, include_self=True)):
        rank = ranks[rank_of[agent.pk]]
        if agent.pk in active and rank.override_ppm > paid:
            rate = rank.override_ppm - paid
            _create(charge, agent, Kind.OVERRIDE, step, rank, base, rate)
            paid = rank.override_ppm


def _create(
    charge: Charge, earner: Agent, kind: Kind, level: int, rank: Rank, base: int, rate: int
) -> None:
    amount = (base * rate + MILLION // 2) // MILLION
    if amount:
        Line.objects.create(
            run=Run(posted_on=DAY),
            earner=earner,
            charge=charge,
            entry=Entry.EARNED,
            kind=kind,
            level=level,
            rank=rank,
            rate_ppm=rate,
            base_micro=base,
            amount_micro=amount,
        )
