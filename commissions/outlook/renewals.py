"""Which subscriptions of a downline are still to be charged this month, after tonight, and which
charges are known already and paid on a later day of it.

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

FIRST_CHARGE = 0
PAID_AHEAD = -1

_NEVER = days.number(date.max)


@dataclass(frozen=True)
class Renewals:
    """(n,) each: subscription by id, `age` k for the k-th renewal, FIRST_CHARGE or PAID_AHEAD, the
    currency's number, the commissionable amount in minor units."""

    subscription: np.ndarray
    age: np.ndarray
    currency: np.ndarray
    commissionable_minor: np.ndarray

    def __len__(self) -> int:
        return len(self.age)

    def __add__(self, other: "Renewals") -> "Renewals":
        return Renewals(
            np.append(self.subscription, other.subscription),
            np.append(self.age, other.age),
            np.append(self.currency, other.currency),
            np.append(self.commissionable_minor, other.commissionable_minor),
        )


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


def paid_ahead(below: Below, *, day: date) -> Renewals:
    """Charges reported with a day of payment after `day` and in its month. One that has been
    refunded, in part or in full, is left out."""
    known = below.charges().filter(
        paid_on__gt=day,
        paid_on__lte=_last_of_month(day),
        period_start__gte=below.go_live,
        refunds=None,
    )
    rows = bulk.read_ints(
        known.annotate(number=CurrencyNumber("subscription__currency")),
        *("subscription_id", "number", "commissionable_minor"),
    )
    age = np.full(len(rows["number"]), PAID_AHEAD)
    return Renewals(rows["subscription_id"], age, rows["number"], rows["commissionable_minor"])


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
