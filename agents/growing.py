"""What came through an agent's own two links: counts, and never who."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from agents.enrolment.applying import waiting
from agents.models import Agent


@dataclass(frozen=True)
class Grown:
    """`customers` are this agent's own; who was another's customer already stays that."""

    customers: int
    waiting: int
    joined: int


def through(me: Agent, *, at: datetime) -> Grown:
    mine = Q(subscription__customer__agent=me)
    sold = me.orders.filter(mine).aggregate(n=Count("subscription__customer", distinct=True))
    return Grown(
        customers=sold["n"],
        waiting=waiting(at=at).filter(through=me).count(),
        joined=me.applications.filter(agent__isnull=False).count(),
    )
