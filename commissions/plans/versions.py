"""Which plan is in force, and a stored plan as the engine reads it."""

from datetime import date

from commissions.engine import plan as engine
from commissions.plans.models import Plan


def go_live() -> date | None:
    """The first plan's effective_from."""
    first = Plan.objects.order_by("effective_from").first()
    return first.effective_from if first else None


def in_force(day: date) -> Plan | None:
    """The latest plan with effective_from <= day."""
    return Plan.objects.filter(effective_from__lte=day).order_by("-effective_from").first()


def for_engine(plan: Plan) -> engine.Plan:
    """Its ranks carry their ids as labels, which is what lines are stored with."""
    ranks = tuple(
        engine.Rank(
            name=rank.name,
            residual_ppm=rank.residual_ppm,
            levels_ppm=tuple(rank.levels_ppm),
            override_ppm=rank.override_ppm,
            personal_volume=rank.personal_volume,
            customers=rank.customers,
            group_volume=rank.group_volume,
            max_leg_share_ppm=rank.max_leg_share_ppm,
            legs=rank.legs,
            leg_position=rank.leg_position,
            label=rank.pk,
        )
        for rank in plan.ranks.order_by("position")
    )
    return engine.Plan(
        ranks=ranks,
        active_volume=plan.active_volume,
        active_customers=plan.active_customers,
        compression=plan.compression,
        downline_basis=plan.downline_basis,
        own_accounts_pay=plan.own_accounts_pay,
        residual_requires_active=plan.residual_requires_active,
    )
