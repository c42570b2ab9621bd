"""Which subscriptions of a downline are still to be charged this month, after tonight.

Each has one period in a calendar month (agents/periods.py), so its next renewal is found from the
day on which it began, for all of them at once.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import Case, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce

from agents.models import Subscription
from commissions.nights.currencies import CurrencyNumber
from commissions.outlook.below import Below
from mlmsite.lib import bulk, days
from mlmsite.lib.days import DayNumber

_NEVER = days.number(date.max)


@dataclass(frozen=True)
class Renewals:
    """(n,) each: subscription and customer by id, `age` k for the k-th renewal and 0 for the first
    charge, the currency's number, the commissionable amount in minor units."""

    subscription: np.ndarray
    age: np.ndarray
    currency: np.ndarray
    commissionable_minor: np.ndarray

    def __len__(self) -> int:
        return len(self.age)


def renewals(below: Below, *, day: date) -> Renewals:
    """Those of periods that begin after `day` and in its month. One that another system reports is
    among them if its month that goes on has been: who paid nothing has nothing to renew."""
    rows = _running(below, day)
    begun = rows["started"].astype("datetime64[D]")
    age, start = _this_month(begun, day)
    coming = (start > days.number(day)) & (age >= 0) & (start < rows["ended"])
    automatic = rows["next"] < _NEVER
    coming &= np.where(automatic, rows["next"] <= start, np.isin(rows["id"], _charged(below, day)))
    coming &= ~np.isin(rows["id"], _already(below, day))
    return Renewals(
        rows["id"][coming],
        age[coming],
        rows["number"][coming],
        rows["commissionable_minor"][coming],
    )


def _running(below: Below, day: date) -> dict[str, np.ndarray]:
    """Days as numbers; `next` is _NEVER where another system reports the charges."""
    last = _last_of_month(day)
    running = below.subscriptions().filter(
        Q(ended_on=None) | Q(ended_on__gt=day), Q(started_on__lte=last)
    )
    never = Value(_NEVER, IntegerField())
    next_one = When(billing=Subscription.Billing.AUTOMATIC, then=DayNumber("next_charge_on"))
    return bulk.read_ints(
        running.annotate(
            started=DayNumber("started_on"),
            ended=Coalesce(DayNumber("ended_on"), never),
            next=Case(next_one, default=never),
            number=CurrencyNumber("currency"),
        ),
        *("id", "started", "ended", "next", "number", "commissionable_minor"),
    )


def _this_month(begun: np.ndarray, day: date) -> tuple[np.ndarray, np.ndarray]:
    """k, and the start of period k as a number: the one that begins in the month of `day`."""
    month = begun.astype("datetime64[M]")
    of_month = (begun - month.astype("datetime64[D]")).astype(np.int64)
    this = np.datetime64(day, "M")
    first = days.number(day.replace(day=1))
    start = first + np.minimum(of_month, monthrange(day.year, day.month)[1] - 1)
    return (this - month).astype(np.int64), start


def _charged(below: Below, day: date) -> np.ndarray:
    """Subscriptions whose month that goes on is paid."""
    paid = below.charges().covering(day).filter(subscription__billing="external")
    return bulk.read_ints(paid, "subscription_id")["subscription_id"]


def _already(below: Below, day: date) -> np.ndarray:
    """Subscriptions whose month that is to come has been charged before its time."""
    known = below.charges().filter(period_start__gt=day, period_start__lte=_last_of_month(day))
    return bulk.read_ints(known, "subscription_id")["subscription_id"]


def _last_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
