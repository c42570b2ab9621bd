"""All of a team in figures, level by level: the one page that looks at everybody in it."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from agents import access
from agents.models import Agent
from commissions.team.members import with_standing


@dataclass(frozen=True)
class Level:
    """1 are my own recruits. Volume in points; what the last night decided of who was there."""

    level: int
    people: int
    active: int
    pv: int
    customers: int


def levels(me: Agent) -> list[Level]:
    rows = (
        with_standing(access.downline(me))
        .values_list("level")
        .annotate(
            people=Count("pk"),
            active=Count("pk", filter=Q(now_active=True)),
            pv=Sum("now_pv", default=0),
            customers=Sum("now_customers", default=0),
        )
        .order_by("level")
    )
    return [Level(level - me.level, *counts) for level, *counts in rows]
