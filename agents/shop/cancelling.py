"""A customer ends its subscription, and may think again until it has ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from agents.models import Subscription
from agents.periods import first_period_ending_after, period_start
from agents.shop.models import Cancellation

PATIENCE_MS = 8_000


class CancellationRefused(ValueError):
    """Worded for the customer."""


class HasEnded(CancellationRefused):
    def __init__(self) -> None:
        super().__init__(_("It has ended already."))


class NotTheCustomers(CancellationRefused):
    def __init__(self) -> None:
        super().__init__(_("The company has ended it, and only the company can let it go on."))


class NightUnderWay(CancellationRefused):
    def __init__(self) -> None:
        super().__init__(
            _("This moment the day's charges are being made. Try again in a few minutes.")
        )


def end_of(subscription: Subscription, today: date) -> date:
    """The next period's start: the month that is paid is the customer's."""
    started_on = subscription.started_on
    if today < started_on:
        return started_on
    return period_start(started_on, first_period_ending_after(started_on, today) + 1)


def cancel(subscription: Subscription, *, today: date, at: datetime) -> Subscription:
    """It ends with the month that is running. Cancelled already, it stays as it is.

    Raises CancellationRefused.
    """
    with _between_nights():
        locked = _locked(subscription)
        if locked.ended_on is not None:
            if locked.ended_on <= today:
                raise HasEnded
            return locked
        locked.ended_on = end_of(locked, today)
        locked.save(update_fields=["ended_on"])
        Cancellation.objects.create(subscription=locked, ends_on=locked.ended_on, cancelled_at=at)
        return locked


def undo(subscription: Subscription, *, today: date, at: datetime) -> Subscription:
    """It goes on as if it had never been cancelled. Raises CancellationRefused."""
    with _between_nights():
        locked = _locked(subscription)
        if locked.ended_on is None:
            return locked
        if locked.ended_on <= today:
            raise HasEnded
        theirs = locked.cancellations.filter(undone_at=None, ends_on=locked.ended_on)
        if theirs.update(undone_at=at) != 1:
            raise NotTheCustomers
        locked.ended_on = None
        locked.save(update_fields=["ended_on"])
        return locked


def _locked(subscription: Subscription) -> Subscription:
    return Subscription.objects.select_for_update().get(pk=subscription.pk)


@contextmanager
def _between_nights() -> Iterator[None]:
    """A night that has read a subscription must find it unchanged when it moves its next charge
    on, or it fails and begins anew. So it holds a lock of this table (nights/run.py), and who would
    change an end waits: not for long, as somebody sits there."""
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE_MS}")
                    cursor.execute("LOCK TABLE agents_cancellation IN ROW EXCLUSIVE MODE")
            yield
    except OperationalError as e:
        raise NightUnderWay from e
