"""Two people, or two files, at the same money at the same instant.

Where a row lock decides, the race is shown without it first; that needs PostgreSQL, as on SQLite
every transaction begins with the lock of the whole database.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Barrier, BrokenBarrierError, Thread
from types import SimpleNamespace

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from agents.models import Agent
from commissions.adjustments import adjust as adjusting
from commissions.adjustments.adjust import AdjustmentRefused
from commissions.ledger import post as ledger_post
from commissions.ledger.models import Account
from commissions.nights import run
from commissions.payouts import announce, answers, approving, methods, posting, signing
from commissions.payouts.approving import approve
from commissions.payouts.batches import WrongState
from commissions.payouts.models import AnswerFile, Approval, Batch, Item, PayoutMethod
from commissions.payouts.orders import sent_file
from commissions.payouts.outcomes import paid, refused
from commissions.payouts.removing import remove
from commissions.payouts.sending import MustComeOut, send
from commissions.payouts.submitting import NothingToPay, submit
from tests import build
from tests.payouts import people
from tests.payouts.people import NOW, TODAY, user
from tests.threads import together

pytestmark = pytest.mark.django_db(transaction=True)
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL only")

AT = {"at": NOW, "today": TODAY}
A_WHILE = 0.3


@pytest.fixture
def bea():
    """100.00 EUR are free; everybody is known, so that no thread has to make them."""
    for name in ("max", "amy", "zoe"):
        user(name)
    return people.payable("BEA", 100_00)


@pytest.fixture
def lock_off(monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_: self)


@pytest.fixture
def seconds(request) -> float:
    """How long one waits for the other. Where there are locks only for a while, as they keep one
    of the two away."""
    return 30 if "lock_off" in request.fixturenames else A_WHILE


@pytest.fixture
def meanwhile(monkeypatch, seconds) -> Callable:
    """`done = meanwhile(module, "name", job)`: who first calls that is overtaken by the job; what
    it raised says `done()`."""

    def meanwhile(module, name: str, job: Callable[[], object]) -> Callable[[], list[Exception]]:
        raised: list[Exception] = []
        thread = Thread(target=lambda: raised.extend(together(job)))
        whole = getattr(module, name)

        def overtaken(*args, **kwargs):
            monkeypatch.setattr(module, name, whole)
            thread.start()
            thread.join(timeout=seconds)
            return whole(*args, **kwargs)

        def done() -> list[Exception]:
            thread.join()
            return raised

        monkeypatch.setattr(module, name, overtaken)
        return done

    return meanwhile


@pytest.fixture
def meet(monkeypatch, seconds) -> Callable:
    """`meet(module, "name", "other")`: both threads are about to call one of these before either
    does."""

    def meet(module, *names: str) -> None:
        barrier = Barrier(2)

        def met(whole, *args, **kwargs):
            with suppress(BrokenBarrierError):
                barrier.wait(timeout=seconds)
            return whole(*args, **kwargs)

        for name in names:
            monkeypatch.setattr(module, name, partial(met, getattr(module, name)))

    return meet


def stands(agent: Agent) -> tuple[int, int, int]:
    """With the agent, on clearing, and with the bank."""
    kinds = (Account.Kind.CLEARING, Account.Kind.CASH)
    return (people.balance(agent), *(people.standing_on(kind) for kind in kinds))


def kinds(raised: list[Exception]) -> list[type]:
    return [type(e) for e in raised]


class TestTwoBatchesOverOneBalance:
    @pytest.fixture
    def submits(self, bea, meet):
        """Two drafts of all that Bea has, as two makers at the same instant leave them."""
        first = people.draft()
        item = first.items.get()
        second = Batch.objects.create(
            rail="sepa", currency="EUR", pay_on=TODAY, made_at=NOW, made_by=user("max")
        )
        item.pk, item.batch = None, second
        item.save(force_insert=True)
        meet(posting, "reserve")
        return [partial(submit, batch, by=user("max"), **AT) for batch in (first, second)]

    @on_postgresql
    def test_without_the_lock_overdraw_it(self, bea, submits, lock_off):
        assert together(*submits) == []
        assert stands(bea) == (-100_00, 200_00, 0)

    def test_never_take_more_than_it(self, bea, submits):
        assert kinds(together(*submits)) == [NothingToPay]
        assert stands(bea) == (0, 100_00, 0)
        assert people.breaches() == []


class TestTwoSubmitsOfOneDraft:
    @pytest.fixture
    def submits(self, bea, meet):
        batch = people.draft()
        meet(posting, "reserve")
        return [partial(submit, batch, by=user("max"), **AT)] * 2

    @on_postgresql
    def test_without_the_lock_the_payout_s_key_stops_the_second(self, bea, submits, lock_off):
        assert kinds(together(*submits)) == [IntegrityError]
        assert stands(bea) == (0, 100_00, 0)

    def test_reserve_once(self, bea, submits):
        assert kinds(together(*submits)) == [WrongState]
        assert stands(bea) == (0, 100_00, 0)
        assert people.breaches() == []


class TestTwoApprovers:
    @pytest.fixture
    def approvals(self, bea, meet):
        batch = people.submitted()
        meet(approving.signing, "signature")
        return [partial(approve, batch, by=user(name), at=NOW) for name in ("amy", "zoe")]

    @on_postgresql
    def test_without_the_lock_both_win(self, approvals, lock_off):
        assert together(*approvals) == []
        assert Approval.objects.count() == 2

    def test_one_wins_and_one_approval_counts(self, approvals):
        assert kinds(together(*approvals)) == [WrongState]
        assert Approval.objects.count() == 1
        assert Batch.objects.get().state == Batch.State.APPROVED
        assert people.breaches() == []


class TestPaidAndRefused:
    """The same item, from two sources."""

    @pytest.fixture
    def outcomes_of_one(self, bea, meet):
        batch = people.sent()
        meet(posting, "post", "reverse")
        return [
            partial(paid, batch, on=TODAY, **AT),
            partial(refused, batch.items.get(), code="AC04", words="closed", **AT),
        ]

    @on_postgresql
    def test_without_the_lock_the_item_s_steps_stop_the_second(self, outcomes_of_one, lock_off):
        [stopped] = together(*outcomes_of_one)
        assert "no such step" in str(stopped)

    def test_come_one_after_the_other(self, bea, outcomes_of_one):
        assert together(*outcomes_of_one) == []
        assert stands(bea) == (100_00, 0, 0)
        assert Item.objects.get().state in ("failed", "returned")
        assert people.breaches() == []


class TestAnswerFiles:
    def read(self, text: str) -> AnswerFile:
        return answers.read_in(text.encode(), name="bank.csv", **people.by_now("max"))

    @on_postgresql
    def test_without_the_lock_the_settlement_s_key_stops_the_second(self, bea, meet, lock_off):
        item = people.sent().items.get()
        # Opens the accounts: that neither waits for the other to do so.
        assert stands(bea) == (0, 100_00, 0)
        meet(posting, "post")
        file = f"ref,outcome\n{item.ref},paid\n"
        assert kinds(together(*[partial(self.read, file)] * 2)) == [IntegrityError]
        assert AnswerFile.objects.count() == 1
        assert stands(bea) == (0, 0, 100_00)

    def test_the_same_one_twice_changes_each_item_once(self, bea, meet):
        item = people.sent().items.get()
        meet(answers, "_paid")
        file = f"ref,outcome\n{item.ref},paid\n"
        assert together(*[partial(self.read, file)] * 2) == []
        told = [entry["changed"] for file in AnswerFile.objects.all() for entry in file.report]
        assert sorted(told) == [False, True]
        assert stands(bea) == (0, 0, 100_00)
        assert people.breaches() == []

    @pytest.fixture
    def refused_while_it_arrives(self, bea, meanwhile):
        """A refusal of all that is on its way has found what that is, and then it arrives."""
        batch = people.sent()
        refusal, arrival = (f"ref,outcome\n{batch.ref},{way}\n" for way in ("refused", "paid"))
        arrived = meanwhile(answers, "_items", partial(self.read, arrival))
        self.read(refusal)
        assert arrived() == []

    @on_postgresql
    def test_without_the_lock_what_arrives_meanwhile_is_taken_back(
        self, lock_off, refused_while_it_arrives
    ):
        assert Item.objects.get().state == Item.State.RETURNED

    def test_what_arrives_meanwhile_is_not_refused_with_the_rest_of_its_batch(
        self, refused_while_it_arrives
    ):
        assert Item.objects.get().state == Item.State.FAILED
        assert people.breaches() == []


class TestTakenOutWhileItIsApproved:
    @pytest.fixture
    def cy(self, bea):
        return people.payable("CY", 70_00)

    @pytest.fixture
    def batch(self, cy):
        return people.submitted()

    @pytest.fixture
    def taken_out(self, batch, cy):
        item = batch.items.get(agent=cy)
        return partial(remove, item, because="a mistake", by=user("max"), **AT)

    @on_postgresql
    def test_without_the_lock_the_database_refuses_the_approval(
        self, batch, taken_out, meanwhile, lock_off
    ):
        done = meanwhile(signing, "signature", taken_out)
        with pytest.raises(IntegrityError, match="an approval is of the items"):
            approve(batch, by=user("amy"), at=NOW)
        assert done() == []

    def test_voids_that(self, batch, cy, taken_out, meet):
        meet(signing, "signature")
        assert together(partial(approve, batch, by=user("amy"), at=NOW), taken_out) == []
        batch.refresh_from_db()
        counted = batch.approvals.filter(items_sha256=batch.items_sha256).count()
        assert (batch.state, counted) in [("submitted", 0), ("approved", 1)]
        assert people.balance(cy) == 70_00
        assert people.breaches() == []


class TestAnotherMethodMeanwhile:
    def change(self, bea) -> None:
        account = methods.iban("FR1420041010050500013M02606")
        methods.set_method(bea, account, holder="Bea", by=user("self"), at=NOW, today=TODAY)

    def test_a_batch_submitted_with_the_old_one_is_not_sent(self, bea, meet):
        user("self")
        batch = people.draft()
        meet(posting, "reserve")
        raised = together(partial(self.change, bea), partial(submit, batch, by=user("max"), **AT))
        if raised:
            assert kinds(raised) == [NothingToPay]
            assert stands(bea) == (100_00, 0, 0)
        else:
            approve(batch, by=user("amy"), at=NOW)
            with pytest.raises(MustComeOut):
                send(batch, by=user("max"), **AT)
        assert people.breaches() == []

    def test_a_batch_is_sent_to_the_old_one_or_not_at_all(self, bea):
        user("self")
        batch = people.approved()
        raised = together(partial(self.change, bea), partial(send, batch, by=user("max"), **AT))
        batch.refresh_from_db()
        if raised:
            assert kinds(raised) == [MustComeOut]
            assert batch.state == Batch.State.APPROVED
        else:
            assert people.IBAN in sent_file(batch).decode()
        assert people.breaches() == []


class TestTwoReversals:
    @pytest.fixture
    def reversals(self, bea, meet, settings):
        settings.ADJUSTMENT_ALONE_UP_TO = {"EUR": 50_00}
        told = {"kind": "bonus", "amount_minor": 30_00, "currency": "EUR", "reason": "a prize"}
        bonus = adjusting.adjust(bea, **told, **people.by_now("max"))
        meet(adjusting, "reverse")
        return [partial(adjusting.undo, bonus, because="a mistake", **people.by_now("amy"))] * 2

    @on_postgresql
    def test_without_the_lock_the_key_stops_the_second(self, bea, reversals, lock_off):
        assert kinds(together(*reversals)) == [IntegrityError]
        assert people.balance(bea) == 100_00

    def test_of_one_adjustment_reverse_it_once(self, bea, reversals):
        assert kinds(together(*reversals)) == [AdjustmentRefused]
        assert people.balance(bea) == 100_00
        assert people.breaches() == []


class TestTwoMethods:
    @on_postgresql
    def test_without_the_lock_the_rail_s_key_stops_the_second(self, bea, meet, lock_off):
        """A first one: where one is retired, its own row makes the second wait."""
        user("self")
        cy = build.agent("CY")
        meet(methods, "seal")
        assert kinds(together(*[partial(people.on_iban, cy)] * 2)) == [IntegrityError]

    @pytest.mark.parametrize("before", [0, 1])
    def test_at_once_leave_one_in_use(self, bea, meet, before):
        user("self")
        agent = bea if before else build.agent("CY")
        meet(methods, "seal")
        assert together(*[partial(people.on_iban, agent)] * 2) == []
        assert PayoutMethod.objects.filter(agent=agent, retired_at=None).count() == 1
        assert PayoutMethod.objects.filter(agent=agent).count() == 2 + before


class TestTwoAnnouncements:
    @pytest.fixture
    def announcements(self, bea, meet):
        meet(announce, "send_mail")
        return [partial(announce.announce_changes, at=NOW)] * 2

    @on_postgresql
    def test_without_the_lock_a_change_is_told_twice(self, announcements, lock_off):
        assert together(*announcements) == []
        assert len(mail.outbox) == 2

    def test_of_one_change_tell_it_once(self, announcements):
        assert together(*announcements) == []
        assert len(mail.outbox) == 1


class TestANightAndAnAdjustment:
    """The night has begun when the adjustment comes, and neither knows of the other's accounts."""

    @pytest.fixture
    def adjusted(self, bea, meanwhile, settings):
        settings.ADJUSTMENT_ALONE_UP_TO = {"USD": 50_00}
        build.plan()
        build.subscription("S1", of=build.customer("C1", of=bea))
        told = {"kind": "bonus", "amount_minor": 30_00, "currency": "USD", "reason": "a prize"}
        adjust = partial(adjusting.adjust, bea, **told, **people.by_now("max"))
        return meanwhile(run, "compute_night", adjust)

    @on_postgresql
    def test_without_the_lock_the_night_fails(self, lock_off, adjusted, monkeypatch):
        # So that opening an account takes no lock either.
        other = SimpleNamespace(vendor="none", cursor=connection.cursor)
        monkeypatch.setattr(ledger_post, "connection", other)
        with pytest.raises(IntegrityError):
            run.run_through(through=build.NEW_YEAR)
        assert adjusted() == []

    def test_open_the_same_accounts(self, bea, adjusted):
        run.run_through(through=build.NEW_YEAR)
        assert adjusted() == []
        assert people.balance(bea, "USD") == 2_20 + 30_00
        assert people.breaches() == []


@on_postgresql
def test_submitting_waits_for_nobody_who_works_on_the_tree(bea):
    """It locks accounts. Locking their agents too would, in another order than the tree's, be a
    deadlock."""
    batch = people.draft()
    with transaction.atomic():
        Agent.objects.select_for_update(no_key=True).get(pk=bea.pk)
        assert together(partial(_submit_within_a_second, batch)) == []
    assert stands(bea) == (0, 100_00, 0)


def _submit_within_a_second(batch: Batch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '1s'")
    submit(batch, by=user("max"), **AT)
