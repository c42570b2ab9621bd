"""My customers who are about to go, or whose last charge failed; the dearest first."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db.models import F, Max, Q, QuerySet

from agents.models import Agent, Customer, FailedCharge, Subscription
from commissions.engine.rounding import MICRO, rate_of
from commissions.plans import versions
from commissions.standings.models import Standing

SOON = timedelta(days=14)
LATE = timedelta(days=31)
"""A month without a charge, and nobody waits for it any more."""


@dataclass(frozen=True)
class AtRisk:
    """`reason`: ending, failed or overdue; `on` when that is or was. `at_risk_micro`: my residual
    of one month, in millionths of the minor unit, at my rank of the last night."""

    subscription: Subscription
    reason: str
    on: date
    at_risk_micro: int
    words: str = ""

    @property
    def customer(self) -> Customer:
        return self.subscription.customer


def at_risk(me: Agent, *, today: date, night: date) -> list[AtRisk]:
    mine = Subscription.objects.filter(customer__agent=me).select_related("customer", "product")
    found = [*_failed(mine, today), *_ending(mine, today), *_overdue(mine, today)]
    rate = _residual_ppm(me, night)
    once: dict[int, AtRisk] = {}
    for subscription, reason, on, words in found:
        base = np.array([subscription.commissionable_minor * MICRO])
        risk = int(rate_of(base, np.array([rate]))[0])
        once.setdefault(subscription.pk, AtRisk(subscription, reason, on, risk, words))
    return sorted(once.values(), key=lambda hint: (-hint.at_risk_micro, hint.on))


Found = list[tuple[Subscription, str, date, str]]


def _ending(mine: QuerySet[Subscription], today: date) -> Found:
    ending = mine.filter(ended_on__gt=today, ended_on__lte=today + SOON)
    return [(s, "ending", s.ended_on, "") for s in ending]


def _failed(mine: QuerySet[Subscription], today: date) -> Found:
    failed = FailedCharge.objects.open().filter(
        subscription__in=mine.values("pk"), failed_on__gt=today - LATE, failed_on__lte=today
    )
    failed = failed.select_related("subscription__customer", "subscription__product")
    return [
        (f.subscription, "failed", f.failed_on, f.reason) for f in failed.order_by("-failed_on")
    ]


def _overdue(mine: QuerySet[Subscription], today: date) -> Found:
    """Another system reports its charges, the last one's month is over, and none has followed."""
    open_ended = Q(ended_on=None) | Q(ended_on__gt=F("paid_until"))
    overdue = (
        mine.filter(billing=Subscription.Billing.EXTERNAL)
        .annotate(paid_until=Max("charges__period_end"))
        .filter(open_ended, paid_until__lte=today, paid_until__gt=today - LATE)
    )
    return [(s, "overdue", s.paid_until, "") for s in overdue]


def _residual_ppm(me: Agent, night: date) -> int:
    plan = versions.in_force(night)
    standing = Standing.objects.on(night).filter(agent=me).first()
    if plan is None or standing is None or standing.terminated:
        return 0
    return plan.ranks.get(position=standing.rank).residual_ppm
