"""An agent's month: what it has earned, what tonight would bring, what may still come.

- *Certain* is what the nights of the month have posted: it is in the ledger.
- *Tonight* is what the run would post now.
- *Expected* are the subscriptions in the downline that are still to be charged this month, paid at
  tonight's rank and plan, each weighted by the share of such that renewed: low by the worst of the
  months observed, high by the best. One that begins this month has nothing to renew: it is counted
  in full, and in the low not at all. Where nothing has been observed, nothing is expected. A charge
  that is reported with a later day of payment has nothing to renew either: counted in full.

Not in it are new customers, cancellations, refunds and changes of rank that nobody knows of yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db.models import Max, Min, Q, Sum

from agents.models import Agent
from commissions.engine.commission import Due, commission
from commissions.engine.rounding import MICRO
from commissions.ledger.models import Account, Transfer
from commissions.nights.facts import positions
from commissions.outlook.below import ROOT
from commissions.outlook.renewals import (
    FIRST_CHARGE,
    PAID_AHEAD,
    Renewals,
    paid_ahead,
    renewals,
)
from commissions.outlook.sums import grouped
from commissions.outlook.tonight import Tonight, Worked, told, work
from commissions.outlook.weights import Renewal, Weight, weighted, weights
from commissions.plans import versions
from mlmsite.lib.snapshot import snapshot

_NOT_RENEWED = {FIRST_CHARGE, PAID_AHEAD}


@dataclass(frozen=True)
class Posted:
    """What the month's nights have posted, in minor units: earned less clawed back, `held_minor` of
    it until the days named."""

    currency: str
    posted_minor: int
    held_minor: int
    first_free_on: date | None
    all_free_on: date | None


@dataclass(frozen=True)
class Expected:
    """Subscriptions of one age that are still to be charged: what all of them would bring, in
    millionths, by currency. No `weight` for those that begin or are paid ahead, and where nothing
    is observed."""

    age: int
    subscriptions: int
    full_micro: dict[str, int]
    weight: Weight | None

    @property
    def begins(self) -> bool:
        return self.age == FIRST_CHARGE

    @property
    def paid_ahead(self) -> bool:
        return self.age == PAID_AHEAD

    def amounts(self, currency: str) -> tuple[int, int, int]:
        """Low, likely and high."""
        full = self.full_micro.get(currency, 0)
        if self.paid_ahead:
            return full, full, full
        if self.begins:
            return 0, full, full
        if self.weight is None:
            return 0, 0, full
        shares = (self.weight.low_ppm, self.weight.likely_ppm, self.weight.high_ppm)
        low, likely, high = (weighted(full, share) for share in shares)
        return low, likely, high


@dataclass(frozen=True)
class Range:
    """The month's total in one currency, in millionths of the minor unit."""

    currency: str
    posted_micro: int
    tonight_micro: int
    low_micro: int
    likely_micro: int
    high_micro: int

    @property
    def sure_micro(self) -> int:
        return self.posted_micro + self.tonight_micro

    @property
    def total_low_micro(self) -> int:
        return self.sure_micro + self.low_micro

    @property
    def total_likely_micro(self) -> int:
        return self.sure_micro + self.likely_micro

    @property
    def total_high_micro(self) -> int:
        return self.sure_micro + self.high_micro


@dataclass(frozen=True)
class Forecast:
    """`month` is the first day of tonight's month. `expected` by age."""

    month: date
    tonight: Tonight
    posted: tuple[Posted, ...]
    expected: tuple[Expected, ...]
    totals: tuple[Range, ...]

    @property
    def subscriptions(self) -> int:
        return sum(one.subscriptions for one in self.expected)

    @property
    def is_weighed(self) -> bool:
        """False where something is to renew and nothing is known of how many do."""
        return all(one.age in _NOT_RENEWED or one.weight for one in self.expected)


def forecast(
    agent: Agent, *, day: date, today: date, observed: Sequence[Renewal]
) -> Forecast | None:
    """`day` is the night to come. None where no plan is loaded."""
    with snapshot():
        worked = work(agent, day=day)
        if worked is None:
            return None
        coming = renewals(worked.below, day=day) + paid_ahead(worked.below, day=day)
        posted = posted_in(agent, month=day, today=today)
    shown = told(worked)
    expected = _expected(worked, coming, observed)
    return Forecast(
        month=day.replace(day=1),
        tonight=shown,
        posted=posted,
        expected=expected,
        totals=_totals(shown, posted, expected),
    )


def posted_in(agent: Agent, *, month: date, today: date) -> tuple[Posted, ...]:
    """In that month so far, by currency."""
    plan = versions.in_force(today)
    hold = timedelta(days=plan.hold_days if plan else 0)
    own = Account.objects.filter(agent=agent, kind=Account.Kind.AGENT)
    nights = Transfer.objects.filter(
        posted_on__year=month.year,
        posted_on__month=month.month,
        kind__in=[Transfer.Kind.EARNED, Transfer.Kind.CLAWBACK],
    )
    held = Q(posted_on__gt=today - hold)
    earned = {
        row["currency"]: row
        for row in nights.filter(credit__in=own)
        .values("currency")
        .annotate(
            sum=Sum("amount_minor"),
            held=Sum("amount_minor", filter=held, default=0),
            first=Min("posted_on", filter=held),
            last=Max("posted_on", filter=held),
        )
        .order_by()
    }
    taken = nights.filter(debit__in=own).values_list("currency").annotate(sum=Sum("amount_minor"))
    clawed = dict(taken.order_by())
    none = {"sum": 0, "held": 0, "first": None, "last": None}
    return tuple(
        Posted(
            currency,
            posted_minor=row["sum"] - clawed.get(currency, 0),
            held_minor=row["held"],
            first_free_on=row["first"] + hold if row["first"] else None,
            all_free_on=row["last"] + hold if row["last"] else None,
        )
        for currency in sorted(earned.keys() | clawed.keys())
        for row in (earned.get(currency, none),)
    )


def _expected(
    worked: Worked, coming: Renewals, observed: Sequence[Renewal]
) -> tuple[Expected, ...]:
    due, numbers = _due(worked, coming)
    inputs, standing = worked.inputs, worked.night.standing
    lines = commission(inputs.network, inputs.plan, standing, due, earner=ROOT)
    full: dict[int, dict[str, int]] = {}
    for (age, currency), amount in grouped(lines, coming.age[lines.charge], numbers).items():
        full.setdefault(age, {})[currency] = amount
    ages, counts = np.unique(coming.age, return_counts=True)
    known = weights(observed, [age for age in ages.tolist() if age not in _NOT_RENEWED])
    return tuple(
        Expected(age, count, full.get(age, {}), known.get(age))
        for age, count in zip(ages.tolist(), counts.tolist(), strict=True)
    )


def _due(worked: Worked, coming: Renewals) -> tuple[Due, np.ndarray]:
    """The charges to come, labelled with their place; and the currencies' numbers."""
    _, agent, own_account = worked.below.owners().of(coming.subscription)
    numbers, currency = np.unique(coming.currency, return_inverse=True)
    return (
        Due(
            charge=np.arange(len(coming)),
            owner=positions(worked.names.agents)[agent],
            own_account=own_account,
            currency=currency.ravel(),
            amount_minor=coming.commissionable_minor,
            commissionable_minor=coming.commissionable_minor,
            refunded_minor=np.zeros(len(coming), np.int64),
        ),
        numbers,
    )


def _totals(
    shown: Tonight, posted: tuple[Posted, ...], expected: tuple[Expected, ...]
) -> tuple[Range, ...]:
    posted_micro = {one.currency: one.posted_minor * MICRO for one in posted}
    tonight_micro: dict[str, int] = {}
    for one in shown.transfers:
        # What the ledger will say, so that certain and tonight add up to it.
        tonight_micro[one.currency] = tonight_micro.get(one.currency, 0) + one.signed_minor * MICRO
    found = {currency for one in expected for currency in one.full_micro}
    return tuple(
        Range(
            currency,
            posted_micro.get(currency, 0),
            tonight_micro.get(currency, 0),
            *(sum(column) for column in zip(*(e.amounts(currency) for e in expected), strict=True)),
        )
        if expected
        else Range(currency, posted_micro.get(currency, 0), tonight_micro.get(currency, 0), 0, 0, 0)
        for currency in sorted(found | posted_micro.keys() | tonight_micro.keys())
    )
