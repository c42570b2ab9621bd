"""An agent's own customers by the month of their first charge, and how many of them were left."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from agents.models import Agent, Charge, Refund
from agents.retention import months

COHORTS = 12


@dataclass(frozen=True)
class Cohort:
    """The customers whose first charge was for a period that began in `month`, its first day.
    `left[k - 1]` of them had a charge k months later; one that comes back is counted again."""

    month: date
    customers: int
    left: tuple[int, ...]


def cohorts(agent: Agent, *, day: date, count: int = COHORTS) -> list[Cohort]:
    """The last `count` months' that have a customer, the oldest first, as of the night of `day`.
    The month of `day` is a cohort, too, of which nothing is known yet. Two queries."""
    last, oldest = months.over(day), months.number(day) - count + 1
    firsts = _firsts(agent, day=day, since=months.first_day(oldest))
    sizes = Counter(firsts.values())
    left = _left(agent, firsts, day=day, since=months.first_day(oldest))
    return [
        Cohort(
            months.first_day(month),
            sizes[month],
            tuple(left[month][later] for later in range(month + 1, last + 1)),
        )
        for month in sorted(sizes)
    ]


def _firsts(agent: Agent, *, day: date, since: date) -> dict[int, int]:
    """{customer: the month of its first charge} of those who began on `since` or later."""
    rows = (
        _counting(agent, day)
        .values_list("subscription__customer_id")
        .annotate(first=Min("period_start"))
        .filter(first__gte=since)
        .order_by()
    )
    return {customer: months.number(first) for customer, first in rows}


def _left(
    agent: Agent, firsts: dict[int, int], *, day: date, since: date
) -> dict[int, Counter[int]]:
    """{cohort: {month: customers charged in it}}"""
    rows = (
        _counting(agent, day)
        .filter(period_start__gte=since)
        .values_list("subscription__customer_id", "period_start__year", "period_start__month")
        .distinct()
        .order_by()
    )
    left: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for customer, year, month in rows:
        if customer in firsts:
            left[firsts[customer]][year * 12 + month - 1] += 1
    return left


def _counting(agent: Agent, day: date) -> QuerySet[Charge]:
    refunded = (
        Refund.objects.filter(charge=OuterRef("pk"), refunded_on__lte=day)
        .values("charge")
        .annotate(sum=Sum("amount_minor"))
        .values("sum")
    )
    return (
        Charge.objects.filter(
            subscription__customer__agent=agent,
            subscription__customer__own_account=False,
            period_start__lte=day,
            paid_on__lte=day,
        )
        .annotate(refunded=Coalesce(Subquery(refunded), 0))
        .filter(Q(amount_minor=0) | Q(refunded__lt=F("amount_minor")))
    )
