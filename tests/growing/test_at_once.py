"""Visitors who press twice, and in two windows at the same instant.

The races are shown without the turn first; that needs PostgreSQL, as on SQLite every transaction
begins with the lock of the whole database.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Barrier, BrokenBarrierError, Thread

import pytest
from django.db import IntegrityError, connection
from django.db.models import QuerySet

from agents import billing, statuses
from agents.enrolment import confirming
from agents.enrolment.confirming import AlreadyAgent, confirm
from agents.models import Agent, Charge, Customer, Subscription
from agents.shop import cancelling, subscribing
from agents.shop.cancelling import cancel
from agents.tree import check
from commissions.nights import run as nights
from commissions.nights.run import run_through
from mlmsite.lib import turns
from tests import build
from tests.growing import people
from tests.growing.people import NOW, TODAY
from tests.threads import together

pytestmark = pytest.mark.django_db(transaction=True)
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL only")
A_WHILE = 0.3
AT = {"today": TODAY, "at": NOW}


@pytest.fixture
def bea(transactional_db):
    return build.agent("BEA", under=build.agent("ANN"))


@pytest.fixture
def no_turns(monkeypatch):
    monkeypatch.setattr(turns, "take", lambda what: None)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_: self)


@pytest.fixture
def meet(monkeypatch, request) -> Callable:
    """`meet(module, "name")`: both threads are about to call it before either does; where they take
    turns for a while only."""
    seconds = 30 if "no_turns" in request.fixturenames else A_WHILE

    def meet(module, name: str) -> None:
        barrier, whole = Barrier(2), getattr(module, name)

        def met(*args, **kwargs):
            with suppress(BrokenBarrierError):
                barrier.wait(timeout=seconds)
            return whole(*args, **kwargs)

        monkeypatch.setattr(module, name, met)

    return meet


class TestOneApplicationTwice:
    @pytest.fixture
    def confirmations(self, bea, meet):
        application = people.applied(under=bea)
        meet(confirming, "_enrolled")
        return [partial(confirm, application, **AT)] * 2

    @on_postgresql
    def test_without_turns_the_database_stops_the_second(self, confirmations, no_turns):
        [stopped] = together(*confirmations)
        assert isinstance(stopped, IntegrityError)

    def test_enrols_once_and_tells_both(self, confirmations):
        assert together(*confirmations) == []
        assert Agent.objects.filter(email="flo@example.com").count() == 1
        assert list(check.problems()) == []


class TestTwoApplicationsOfOneAddress:
    @pytest.fixture
    def confirmations(self, bea, meet):
        both = [people.applied(under=bea, name=name) for name in ("Flo", "Flora")]
        meet(confirming, "_enrolled")
        return [partial(confirm, one, **AT) for one in both]

    @on_postgresql
    def test_without_turns_the_key_stops_the_second(self, confirmations, no_turns):
        [stopped] = together(*confirmations)
        assert "application_email" in str(stopped)

    def test_enrol_once(self, confirmations):
        [refused] = together(*confirmations)
        assert isinstance(refused, AlreadyAgent)
        assert Agent.objects.filter(email="flo@example.com").count() == 1


class TestTwoOrdersOfOneAddress:
    @pytest.fixture
    def orders(self, bea, meet):
        internet = people.offer()
        meet(subscribing, "_new")
        return [partial(people.subscribed, under=bea, of=internet)] * 2

    @on_postgresql
    def test_without_turns_make_two_customers(self, orders, no_turns):
        assert together(*orders) == []
        assert Customer.objects.count() == Subscription.objects.count() == 2

    def test_make_one(self, orders):
        assert together(*orders) == []
        assert Customer.objects.count() == Subscription.objects.count() == 1


def test_a_sponsor_terminated_at_that_moment_gets_nobody(bea, monkeypatch):
    """It is looked at, and then it happens."""
    application, enrol = people.applied(under=bea), confirming.enrol

    def terminated_first(**told):
        if told["sponsor"] == bea:
            statuses.change(bea, to="terminated", by=None, reason="", at=NOW)
        return enrol(**told)

    monkeypatch.setattr(confirming, "enrol", terminated_first)
    assert confirm(application, **AT).agent.sponsor.code == "ANN"


class TestCancelledWhileANightBills:
    @pytest.fixture
    def night(self, bea, monkeypatch):
        """The night has read what is due when the customer cancels."""
        build.plan(effective_from=TODAY)
        made = people.subscribed(under=bea).subscription
        raised: list[Exception] = []
        cancelled = Thread(target=lambda: raised.extend(together(partial(cancel, made, **AT))))
        periods = billing._periods

        def cancelled_meanwhile(*args):
            cancelled.start()
            cancelled.join(timeout=A_WHILE)
            return periods(*args)

        monkeypatch.setattr(billing, "_periods", cancelled_meanwhile)

        def run() -> list[Exception]:
            run_through(through=TODAY)
            cancelled.join()
            return raised

        return run

    @on_postgresql
    def test_without_the_lock_the_night_fails(self, night, monkeypatch):
        monkeypatch.setattr(nights, "_LOCKS", nights._LOCKS[:-1])
        with pytest.raises(Exception, match="could not serialize"):
            night()

    def test_it_waits_for_the_night(self, night):
        assert night() == []
        made = Subscription.objects.get()
        assert made.ended_on == made.next_charge_on
        assert Charge.objects.count() == 1


@on_postgresql
def test_who_waits_too_long_for_the_night_is_told(bea, monkeypatch):
    monkeypatch.setattr(cancelling, "PATIENCE_MS", 50)
    made = people.subscribed(under=bea).subscription
    with nights.alone():
        [refused] = together(partial(cancel, made, **AT))
    assert isinstance(refused, cancelling.NightUnderWay)
