"""What Stripe's events mean, as rows that commissions/loading takes. Reads, and writes nothing."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from types import ModuleType
from typing import Any

from django.db.models import Max, Sum
from django.utils import timezone

from agents.models import Charge, Refund, Subscription
from agents.periods import period_number
from commissions.loading import charges, customers, failed_charges, refunds, subscriptions

Row = tuple[ModuleType, Any]
"""A file's module, and a row of it."""


class NotOurs(Exception):
    """It is about something that no agent sold."""


class Impossible(Exception):
    """It can't be one of ours, and the text says why."""


class Waits(Exception):
    """For the subscription or the charge of that ref."""

    def __init__(self, ref: str) -> None:
        super().__init__(ref)
        self.ref = ref


def rows(event: Mapping) -> Iterator[Row]:
    """Raises NotOurs, Impossible, Waits."""
    meaning = _MEANINGS.get(event["type"])
    if meaning is None:
        raise NotOurs(f"Nothing is made of {event['type']}.")
    yield from meaning(event["data"]["object"], _day(event["created"]))


def made_by(event: Mapping) -> list[str]:
    """The refs that others may wait for."""
    about = event["data"]["object"]
    return [ref for ref in (about.get("id"),) if ref]


def _subscription(about: Mapping, on: date) -> Iterator[Row]:
    metadata = about.get("metadata") or {}
    known = subscriptions.known([about["id"]]).get(about["id"])
    if known is not None:
        yield subscriptions, known._replace(line=1, ended_on=_end(about, known))
        return
    if not metadata.get("agent"):
        raise NotOurs("Its metadata has no agent.")
    item = about["items"]["data"][0]
    price = item["price"]
    recurring = price.get("recurring") or {}
    if (recurring.get("interval"), recurring.get("interval_count", 1)) != ("month", 1):
        raise Impossible("It isn't billed every month.")
    quantity = item.get("quantity", 1)
    yield (
        customers,
        customers.CustomerRow(
            line=1,
            ref=about["customer"],
            agent=metadata["agent"],
            name=metadata.get("customer_name") or about["customer"],
            email=metadata.get("customer_email") or f"{about['customer']}@stripe.invalid",
        ),
    )
    row = subscriptions.SubscriptionRow(
        line=1,
        ref=about["id"],
        customer=about["customer"],
        product=metadata.get("product") or price.get("nickname") or str(price["product"]),
        price_minor=price["unit_amount"] * quantity,
        currency=price["currency"].upper(),
        volume=_whole(metadata, "volume", 0),
        started_on=_day(about["start_date"]),
        commissionable_minor=_whole(metadata, "commissionable_minor", None),
        billing=Subscription.Billing.EXTERNAL.value,
    )
    yield subscriptions, row._replace(ended_on=_end(about, row))


def _end(about: Mapping, row: subscriptions.SubscriptionRow) -> date:
    """A month that is paid is the customer's: it ends no sooner than with that."""
    at = about.get("ended_at") or about.get("cancel_at")
    if at is None and about.get("cancel_at_period_end"):
        at = about.get("current_period_end") or about["items"]["data"][0]["current_period_end"]
    if at is None:
        return subscriptions.NO_END
    last = Charge.objects.filter(subscription=row.id).aggregate(last=Max("period_end"))["last"]
    return max(_day(at), row.started_on, *([last] if last else []))


def _paid(about: Mapping, on: date) -> Iterator[Row]:
    line = _line(about)
    loaded = _loaded(line)
    start = _day(line["period"]["start"])
    if period_number(loaded.started_on, start) is None:
        raise Impossible(f"No period of {loaded.ref} starts on {start}.")
    paid_at = (about.get("status_transitions") or {}).get("paid_at")
    amount = about["amount_paid"]
    yield (
        charges,
        charges.ChargeCells(
            line=1,
            ref=about["id"],
            subscription=loaded.ref,
            period_start=start,
            paid_on=_day(paid_at) if paid_at else on,
            amount=amount,
            commissionable=min(amount, loaded.commissionable_minor),
            volume=None,
        ),
    )


def _failed(about: Mapping, on: date) -> Iterator[Row]:
    line = _line(about)
    loaded = _loaded(line)
    yield (
        failed_charges,
        failed_charges.FailedRow(
            line=1,
            ref=f"{about['id']}:{about.get('attempt_count', 1)}",
            subscription=loaded.ref,
            period_start=_day(line["period"]["start"]),
            failed_on=on,
            reason=str((about.get("last_finalization_error") or {}).get("message") or "")[:200],
        ),
    )


def _refunded(about: Mapping, on: date) -> Iterator[Row]:
    invoice = about.get("invoice") or (about.get("metadata") or {}).get("invoice")
    if not invoice:
        raise NotOurs("The payment is of no invoice.")
    charge = charges.known([invoice]).get(invoice)
    if charge is None:
        raise Waits(invoice)
    so_far = Refund.objects.filter(charge=charge.id).aggregate(sum=Sum("amount_minor", default=0))
    new = about["amount_refunded"] - so_far["sum"]
    if new > 0:
        ref = f"{about['id']}:{about['amount_refunded']}"
        yield refunds, refunds.RefundCells(1, ref, invoice, new, on)


def _line(invoice: Mapping) -> Mapping:
    """The subscription's line of an invoice; newer versions of Stripe's API nest it deeper."""
    for line in invoice["lines"]["data"]:
        details = (line.get("parent") or {}).get("subscription_item_details") or {}
        if found := line.get("subscription") or details.get("subscription"):
            return {**line, "subscription": found}
    raise NotOurs("It is of no subscription.")


def _loaded(line: Mapping) -> subscriptions.SubscriptionRow:
    ref = line["subscription"]
    found = subscriptions.known([ref]).get(ref)
    if found is None:
        raise Waits(ref)
    return found


def _whole(metadata: Mapping, name: str, otherwise: int | None) -> int | None:
    text = metadata.get(name)
    if text in (None, ""):
        return otherwise
    if not (str(text).isascii() and str(text).isdigit()):
        raise Impossible(f"metadata.{name} is not a whole number: {text!r}.")
    return int(text)


def _day(seconds: int) -> date:
    """In the company's time zone."""
    return timezone.localdate(datetime.fromtimestamp(seconds, tz=timezone.get_current_timezone()))


_MEANINGS: dict[str, Callable[[Mapping, date], Iterator[Row]]] = {
    "customer.subscription.created": _subscription,
    "customer.subscription.updated": _subscription,
    "customer.subscription.deleted": _subscription,
    "invoice.paid": _paid,
    "invoice.payment_failed": _failed,
    "charge.refunded": _refunded,
}
