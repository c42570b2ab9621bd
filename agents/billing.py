"""Step 1 of a night: raise the charges of automatic subscriptions (domain page, One night)."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import F, QuerySet

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
    due = Subscription.objects.due_on(day).order_by("id")
    rows = [_charge(*period) for period in periods_due(due, day=day, go_live=go_live)]
    moved = [(subscription.pk, subscription.next_charge_on) for subscription in due]
    if rows:
        arrival = Arrival.objects.create(
            source=f"billing of {day}", arrived_at=now, last_day=max(row[7] for row in rows)
        )
        bulk.write_rows(Charge, _CHARGE, ((*row, arrival.pk) for row in rows))
    if moved:
        bulk.update_rows(Subscription, ("id", "next_charge_on"), moved)
    return len(rows)


def periods_due(
    due: QuerySet[Subscription], *, day: date, go_live: date
) -> list[tuple[Subscription, date, date]]:
    """The periods, with their ends, for which subscriptions of `due_on(day)` have a charge to
    raise. Reads them, and moves their `next_charge_on` behind these, in memory alone."""
    if not due:
        return []
    raised = set(
        Charge.objects.filter(
            subscription__in=due.order_by().values("pk"),
            period_start__gte=F("subscription__next_charge_on"),
        ).values_list("subscription_id", "period_start")
    )
    return [
        (subscription, start, end)
        for subscription in due
        for start, end in _periods(subscription, day, go_live)
        if (subscription.pk, start) not in raised
    ]


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
