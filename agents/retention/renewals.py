"""How many subscriptions renew, by age: the whole company's, over the last months that are over."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db import connection

from agents.retention import months

MONTHS = 6
OLDEST = 24
"""Ages from here on are one: few are that old, and they hardly differ."""


@dataclass(frozen=True)
class Month:
    """Renewals that were due in `month`, its first day: `renewed` of `came`."""

    month: date
    came: int
    renewed: int

    @property
    def rate(self) -> Fraction:
        return Fraction(self.renewed, self.came)


@dataclass(frozen=True)
class Renewal:
    """`age` is k for the k-th renewal, from 1; OLDEST stands for itself and all later ones.
    `months` are those in which one was due, in order, and add up to `came` and `renewed`."""

    age: int
    came: int
    renewed: int
    months: tuple[Month, ...]

    @property
    def rate(self) -> Fraction:
        return Fraction(self.renewed, self.came)

    @property
    def worst(self) -> Month:
        return min(self.months, key=lambda month: month.rate)

    @property
    def best(self) -> Month:
        return max(self.months, key=lambda month: month.rate)


def observed(*, day: date, count: int = MONTHS, oldest: int = OLDEST) -> list[Renewal]:
    """By age, ascending, as of the night of `day`; ages that nobody came to are missing.

    A subscription came to its k-th renewal in the calendar month in which its period k begins, if
    it was charged for period k - 1; it renewed if it was charged for period k, too. One query, a
    scan of the charges of `count` + 1 months.
    """
    last = months.over(day)
    first = last - count
    totals: Counter[tuple[int, int]] = Counter()
    renewed: Counter[tuple[int, int]] = Counter()
    for begun, charged, subscriptions in _patterns(first, last, day):
        for at in range(1, count + 1):
            if charged >> (at - 1) & 1:
                key = min(oldest, first + at - begun), first + at
                totals[key] += subscriptions
                renewed[key] += (charged >> at & 1) * subscriptions
    ages = sorted({age for age, _ in totals})
    return [_renewal(age, totals, renewed, range(first + 1, last + 1)) for age in ages]


def _renewal(
    age: int, came: Counter[tuple[int, int]], renewed: Counter[tuple[int, int]], due: Iterable[int]
) -> Renewal:
    found = tuple(
        Month(months.first_day(month), came[age, month], renewed[age, month])
        for month in due
        if came[age, month]
    )
    return Renewal(age, sum(m.came for m in found), sum(m.renewed for m in found), found)


# A subscription's months are the bits of one number, so that no charge has to look for the one
# before it: joining the months to one another took three times as long. Text, as the two databases
# agree on how it is cut.
_PATTERNS = """
SELECT substr(CAST(s.started_on AS text), 1, 7) AS begun, charged.months, count(*)
FROM (
    SELECT c.subscription_id, sum(CASE {cases} END) AS months
    FROM agents_charge c
    LEFT JOIN (
        SELECT charge_id, sum(amount_minor) AS amount_minor
        FROM agents_refund WHERE refunded_on <= %s GROUP BY charge_id
    ) r ON r.charge_id = c.id
    WHERE c.period_end > %s AND c.period_start >= %s AND c.period_start < %s AND c.paid_on <= %s
      AND (r.amount_minor IS NULL OR c.amount_minor = 0 OR r.amount_minor < c.amount_minor)
    GROUP BY c.subscription_id
) charged
JOIN agents_subscription s ON s.id = charged.subscription_id
WHERE s.customer_id NOT IN (SELECT id FROM agents_customer WHERE own_account)
GROUP BY 1, 2
"""


def _patterns(first: int, last: int, day: date) -> Iterable[tuple[int, int, int]]:
    """The month in which subscriptions began, the months from `first` on for which they were
    charged, as bits, and how many these are."""
    ends = [months.first_day(month + 1) for month in range(first, last + 1)]
    cases = " ".join(f"WHEN c.period_start < %s THEN {1 << at}" for at in range(len(ends)))
    since, until = months.first_day(first), ends[-1]
    with connection.cursor() as cursor:
        cursor.execute(_PATTERNS.format(cases=cases), [*ends, day, since, since, until, day])
        for begun, charged, subscriptions in cursor.fetchall():
            yield months.number(date.fromisoformat(f"{begun}-01")), int(charged), subscriptions
