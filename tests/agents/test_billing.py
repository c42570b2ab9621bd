"""Which charges a night raises."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agents.billing import raise_due
from agents.models import Charge, Subscription
from tests import build

NOW = datetime(2026, 1, 1, tzinfo=UTC)
GO_LIVE = date(2026, 1, 1)


@pytest.fixture
def customer(db):
    return build.customer("C1", of=build.agent("ANN"))


def raised_by(day: date) -> list[str]:
    raise_due(day=day, go_live=GO_LIVE, now=NOW)
    return list(Charge.objects.order_by("period_start").values_list("ref", flat=True))


def test_a_charge_is_raised_when_its_period_starts(customer):
    build.subscription("S1", of=customer, started_on=date(2026, 1, 31))
    assert raised_by(date(2026, 1, 30)) == []
    assert raised_by(date(2026, 1, 31)) == ["S1@2026-01-31"]
    assert raised_by(date(2026, 2, 27)) == ["S1@2026-01-31"]
    assert raised_by(date(2026, 3, 31)) == ["S1@2026-01-31", "S1@2026-02-28", "S1@2026-03-31"]


def test_a_period_that_reaches_over_go_live_is_raised_and_one_before_it_is_not(customer):
    build.subscription("S1", of=customer, started_on=date(2025, 11, 15))
    assert raised_by(GO_LIVE) == ["S1@2025-12-15"]


def test_a_period_that_ends_on_go_live_is_not_raised(customer):
    build.subscription("S1", of=customer, started_on=date(2025, 12, 1))
    assert raised_by(GO_LIVE) == ["S1@2026-01-01"]


def test_no_period_starts_on_or_after_the_end(customer):
    build.subscription("S1", of=customer, ended_on=date(2026, 2, 1))
    assert raised_by(date(2026, 5, 1)) == ["S1@2026-01-01"]


def test_an_end_that_is_put_off_lets_it_go_on(customer):
    build.subscription("S1", of=customer, ended_on=date(2026, 2, 1))
    raised_by(date(2026, 3, 5))
    Subscription.objects.update(ended_on=date(2026, 3, 15))
    assert raised_by(date(2026, 3, 5))[1:] == ["S1@2026-02-01", "S1@2026-03-01"]


def test_external_subscriptions_are_left_to_the_other_system(customer):
    build.subscription("S1", of=customer, billing="external")
    assert raised_by(date(2026, 5, 1)) == []


def test_a_period_that_was_reported_is_not_raised_again(customer):
    subscription = build.subscription("S1", of=customer)
    build.charge(subscription, date(2026, 2, 1), ref="BY-FILE")
    assert raised_by(date(2026, 3, 1)) == ["S1@2026-01-01", "BY-FILE", "S1@2026-03-01"]


def test_a_charge_carries_what_the_subscription_says(customer):
    build.subscription("S1", of=customer, price="10.00", commissionable="8.00", volume=7)
    raised_by(GO_LIVE)
    charge = Charge.objects.get()
    assert (charge.amount_minor, charge.commissionable_minor, charge.volume) == (1000, 800, 7)
    assert (charge.paid_on, charge.period_end) == (GO_LIVE, date(2026, 2, 1))
    assert charge.arrival.source == "billing of 2026-01-01"


def test_the_number_of_queries_does_not_grow(customer, django_assert_num_queries):
    for number in range(3):
        build.subscription(f"S{number}", of=customer)
    with CaptureQueriesContext(connection) as few:
        raise_due(day=GO_LIVE, go_live=GO_LIVE, now=NOW)
    for number in range(3, 40):
        build.subscription(f"S{number}", of=customer)
    with django_assert_num_queries(len(few)):
        raise_due(day=GO_LIVE, go_live=GO_LIVE, now=NOW)
