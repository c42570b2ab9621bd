"""An event is stored and done in one transaction, and whatever waited for it after it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from django.db import transaction

from commissions.loading import failed_charges, reported
from commissions.loading.reported import Answer
from commissions.stripe_in import meaning
from commissions.stripe_in.models import StripeEvent
from mlmsite.lib import turns

State = StripeEvent.State


def take(event: Mapping, *, today: date, now: datetime) -> StripeEvent:
    """Came before, it is left as it is. Raises reported.NightUnderWay; nothing is kept then."""
    with transaction.atomic():
        # One at a time: of the same subscription two must not look at once.
        turns.take("stripe")
        known = StripeEvent.objects.filter(event_id=event["id"]).first()
        if known is not None:
            return known
        new = StripeEvent(
            event_id=event["id"],
            type=event["type"],
            created_at=datetime.fromtimestamp(event["created"], tz=UTC),
            received_at=now,
            payload=event,
        )
        _do(new, today, now)
        _those_that_waited(new, today, now)
        return new


def _those_that_waited(done: StripeEvent, today: date, now: datetime) -> None:
    ready = [done]
    while ready:
        event = ready.pop()
        if event.state != State.DONE:
            continue
        waiting = StripeEvent.objects.filter(
            state=State.WAITING, waits_for__in=meaning.made_by(event.payload)
        )
        for other in waiting.order_by("created_at", "pk"):
            _do(other, today, now)
            ready.append(other)


def _do(event: StripeEvent, today: date, now: datetime) -> None:
    event.waits_for = event.why = ""
    try:
        with transaction.atomic():
            for file, row in meaning.rows(event.payload):
                _take(file, row, event, today, now)
    except meaning.Waits as e:
        event.state, event.waits_for = State.WAITING, e.ref
    except meaning.NotOurs as e:
        event.state, event.why = State.IGNORED, str(e)
    except meaning.Impossible as e:
        event.state, event.why = State.REFUSED, str(e)
    except (KeyError, IndexError, TypeError, ValueError, OverflowError) as e:
        event.state, event.why = State.REFUSED, f"It isn't shaped like one of its type: {e!r}."
    else:
        event.state, event.done_at = State.DONE, now
    event.save()


def _take(file, row, event: StripeEvent, today: date, now: datetime) -> None:
    if file is failed_charges:
        [answer] = failed_charges.take([row])
    else:
        source = f"Stripe {event.event_id}"
        [answer] = reported.take(file, [row], source=source, today=today, now=now)
    _accepted(answer)


def _accepted(answer: Answer) -> None:
    if answer.state == reported.REFUSED:
        raise meaning.Impossible("; ".join(answer.problems))
