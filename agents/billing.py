"""Step 1 of a night: raise the charges of automatic subscriptions (domain page, One night)."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import F

from agents.models import Arrival, Charge, Subscription
from agents.periods import first_period_ending_after, period_number, period_start
from mlmsite.lib import bulk

_CHARGE = (
    "ref",
    "subscription",
    "period_start",
    "period_end",
    "amount_minor",
    "commissionable_minor",
    "volume",
    "paid_on",
    "arrival",
)


def raise_due(*, day: date, go_live: date, now: datetime) -> int:
    """Raise each charge not yet raised that starts by `day` and ends after `go_live`; how many."""
    due = list(Subscription.objects.due_on(day).order_by("id"))
    if not due:
        return 0
    raised = set(
        Charge.objects.filter(
            subscription__in=Subscription.objects.due_on(day),
            period_start__gte=F("subscription__next_charge_on"),
        ).values_list("subscription_id", "period_start")
    )
    rows, moved = [], []
    for subscription in due:
        for start, end in _periods(subscription, day, go_live):
            if (subscription.pk, start) not in raised:
                rows.append(_charge(subscription, start, end))
        moved.append((subscription.pk, subscription.next_charge_on))
    if rows:
        arrival = Arrival.objects.create(
            source=f"billing of {day}", arrived_at=now, last_day=max(row[7] for row in rows)
        )
        bulk.write_rows(Charge, _CHARGE, ((*row, arrival.pk) for row in rows))
    bulk.update_rows(Subscription, ("id", "next_charge_on"), moved)
    return len(rows)


def _periods(subscription: Subscription, day: date, go_live: date) -> Iterator[tuple[date, date]]:
    """The periods to raise; moves the subscription's next_charge_on behind them."""
    started_on, ended_on = subscription.started_on, subscription.ended_on
    k = max(
        period_number(started_on, subscription.next_charge_on),
        first_period_ending_after(started_on, go_live),
    )
    start = period_start(started_on, k)
    while start <= day and (ended_on is None or start < ended_on):
        k += 1
        end = period_start(started_on, k)
        yield start, end
        start = end
    subscription.next_charge_on = start


def _charge(subscription: Subscription, start: date, end: date) -> tuple:
    return (
        f"{subscription.ref}@{start}",
        subscription.pk,
        start,
        end,
        subscription.price_minor,
        subscription.commissionable_minor,
        subscription.volume,
        start,
    )
