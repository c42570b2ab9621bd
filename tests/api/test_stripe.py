"""Stripe's webhooks: signed, each once, in any order."""

import hashlib
import hmac
import itertools
import json
import time
from datetime import UTC, date, datetime
from threading import Lock

import pytest
from django.test import Client

from agents.models import Charge, FailedCharge, Refund, Subscription
from commissions.stripe_in.models import StripeEvent
from mlmsite.lib import turns
from tests import build
from tests.threads import together

SECRET = "whsec_test"
NUMBERS = itertools.count(1)
JAN, FEB = (int(datetime(2026, month, 5, 12, tzinfo=UTC).timestamp()) for month in (1, 2))


@pytest.fixture(autouse=True)
def door(settings):
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_old", SECRET]


@pytest.fixture
def bea(db):
    build.plan()
    return build.agent("BEA")


def event(kind: str, about: dict, *, created: int = JAN, **more) -> dict:
    told = {"id": f"evt_{next(NUMBERS)}", "object": "event", "type": kind, "created": created}
    return told | {"data": {"object": about}} | more


def subscription(**more) -> dict:
    price = {"unit_amount": 2200, "currency": "usd", "product": "prod_1", "nickname": "Internet"}
    price["recurring"] = {"interval": "month", "interval_count": 1}
    return {
        "id": "sub_1",
        "customer": "cus_1",
        "start_date": JAN,
        "metadata": {"agent": "BEA", "volume": "20", "commissionable_minor": "2000"},
        "items": {"data": [{"price": price, "quantity": 1, "current_period_end": FEB}]},
    } | more


def invoice(number: int = 1, start: int = JAN, **more) -> dict:
    return {
        "id": f"in_{number}",
        "amount_paid": 2200,
        "attempt_count": 1,
        "status_transitions": {"paid_at": start},
        "lines": {"data": [{"subscription": "sub_1", "period": {"start": start}}]},
    } | more


def refunded(amount: int, **more) -> dict:
    return {"id": "ch_1", "invoice": "in_1", "amount_refunded": amount} | more


def sign(body: str, *, secret: str = SECRET, at: float | None = None) -> str:
    seconds = int(at or time.time())
    digest = hmac.new(secret.encode(), f"{seconds}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"


def send(told: dict, **signing) -> int:
    body = json.dumps(told)
    return (
        Client()
        .post(
            "/api/stripe/",
            body,
            content_type="application/json",
            headers={"Stripe-Signature": sign(body, **signing)},
        )
        .status_code
    )


CREATED, PAID = "customer.subscription.created", "invoice.paid"


def states() -> list[str]:
    return list(StripeEvent.objects.order_by("pk").values_list("state", flat=True))


def test_a_subscription_its_payment_and_its_refund(bea):
    for told in (
        event(CREATED, subscription()),
        event(PAID, invoice()),
        event("charge.refunded", refunded(500)),
        event("charge.refunded", refunded(2200)),
    ):
        assert send(told) == 204
    assert states() == ["done"] * 4
    sold = Subscription.objects.get(ref="sub_1")
    assert (sold.price_minor, sold.currency, sold.volume, sold.billing) == (
        *(2200, "USD", 20),
        "external",
    )
    charge = Charge.objects.get(ref="in_1")
    assert (charge.commissionable_minor, charge.paid_on) == (2000, date(2026, 1, 5))
    assert list(Refund.objects.order_by("pk").values_list("amount_minor", flat=True)) == [500, 1700]


def test_in_whatever_order_they_come_it_is_the_same(bea):
    events = [
        event(CREATED, subscription()),
        event(PAID, invoice()),
        event("charge.refunded", refunded(500)),
        event("charge.refunded", refunded(2200), created=FEB),
    ]
    for order in itertools.permutations(events):
        for told in order:
            assert send(told) == 204
        assert states() == ["done"] * 4
        assert sum(Refund.objects.values_list("amount_minor", flat=True)) == 2200
        for model in (Refund, Charge, Subscription, StripeEvent):
            model.objects.all().delete()


def test_a_refund_waits_for_its_payment(bea):
    send(event("charge.refunded", refunded(500)))
    waiting = StripeEvent.objects.get()
    assert (waiting.state, waiting.waits_for) == ("waiting", "in_1")
    assert not Refund.objects.exists()
    send(event(PAID, invoice()))
    send(event(CREATED, subscription()))
    assert states() == ["done"] * 3
    assert Refund.objects.get().amount_minor == 500


def test_sent_again_it_does_nothing(bea):
    told = event(CREATED, subscription())
    assert [send(told) for _ in range(3)] == [204] * 3
    assert StripeEvent.objects.count() == Subscription.objects.count() == 1


def test_a_failed_payment_and_the_one_that_made_it_good(bea):
    send(event(CREATED, subscription()))
    send(event("invoice.payment_failed", invoice()))
    assert FailedCharge.objects.open().get().ref == "in_1:1"
    send(event(PAID, invoice()))
    assert not FailedCharge.objects.open().exists()


@pytest.mark.parametrize(
    ("more", "ends"),
    [
        ({"cancel_at_period_end": True}, date(2026, 2, 5)),
        ({"cancel_at": FEB}, date(2026, 2, 5)),
        # At once, and the month is paid.
        ({"ended_at": JAN}, date(2026, 2, 5)),
        ({}, None),
    ],
)
def test_it_ends_no_sooner_than_what_is_paid(bea, more, ends):
    send(event(CREATED, subscription()))
    send(event(PAID, invoice()))
    send(event("customer.subscription.updated", subscription(**more)))
    assert states() == ["done"] * 3
    assert Subscription.objects.get().ended_on == ends


def test_what_is_not_ours_is_kept_and_ignored(bea):
    send(event("balance.available", {"id": "x"}))
    send(event(CREATED, subscription(metadata={})))
    send(event(PAID, invoice(lines={"data": []})))
    assert states() == ["ignored"] * 3
    assert all(StripeEvent.objects.values_list("why", flat=True))


@pytest.mark.parametrize(
    "about",
    [
        subscription(metadata={"agent": "NOBODY"}),
        subscription(metadata={"agent": "BEA", "volume": "much"}),
        {"id": "sub_1", "metadata": {"agent": "BEA"}},
        subscription(start_date="soon"),
    ],
)
def test_what_can_not_be_is_kept_with_the_reason_and_nothing_else(bea, about):
    assert send(event(CREATED, about)) == 204
    assert states() == ["refused"]
    assert StripeEvent.objects.get().why
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    "signing", [{"secret": "whsec_guessed"}, {"at": time.time() - 301}, {"at": 1.0}]
)
def test_a_forged_or_a_stale_signature_is_refused(bea, signing):
    assert send(event(CREATED, subscription()), **signing) == 400
    assert not StripeEvent.objects.exists()


def test_a_signature_is_of_its_body_alone(bea):
    signature = sign(json.dumps(event(CREATED, subscription())))
    other = json.dumps(event(CREATED, subscription(id="sub_2")))
    answer = Client().post(
        "/api/stripe/",
        other,
        content_type="application/json",
        headers={"Stripe-Signature": signature},
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_signature")


@pytest.mark.parametrize("body", ["", "{}", "[]", '{"id": 1}', "\0"])
def test_rubbish_is_refused_in_words(bea, body):
    answer = Client().post(
        "/api/stripe/",
        body,
        content_type="application/json",
        headers={"Stripe-Signature": sign(body)},
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "no_event")


def test_without_a_secret_there_is_no_door(bea, settings):
    settings.STRIPE_WEBHOOK_SECRETS = []
    assert send(event(CREATED, subscription())) == 404


def at_once(told: dict, times: int) -> list[int]:
    statuses, lock = [], Lock()

    def one() -> None:
        found = send(told)
        with lock:
            statuses.append(found)

    raised = together(*[one] * times)
    assert not raised, raised
    return statuses


def test_twenty_at_once_make_one_effect(transactional_db):
    build.plan()
    build.agent("BEA")
    assert at_once(event(CREATED, subscription()), 20) == [204] * 20
    assert at_once(event(PAID, invoice()), 20) == [204] * 20
    assert at_once(event("charge.refunded", refunded(500)), 20) == [204] * 20
    assert states() == ["done"] * 3
    assert Refund.objects.get().amount_minor == 500


def test_without_the_turn_they_collide(transactional_db, monkeypatch):
    """What the turn prevents: several look at once, find nothing, and all but one fail."""
    from django.db import connection

    if connection.vendor == "sqlite":
        pytest.skip("PostgreSQL only")
    build.plan()
    build.agent("BEA")
    monkeypatch.setattr(turns, "take", lambda _: None)
    raised = []
    for number in range(10):
        told = event(CREATED, subscription(id=f"sub_{number}", customer=f"cus_{number}"))
        raised += together(*[lambda told=told: send(told)] * 8)
        if raised:
            break
    assert any("unique" in str(error) for error in raised)
