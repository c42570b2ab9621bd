"""What the database refuses, whoever asks; and what `verify` finds where it could not refuse."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, connection, models, transaction

from agents.models import Agent
from commissions.adjustments.adjust import adjust, approve_undo, undo
from commissions.adjustments.adjust import approve as approve_adjustment
from commissions.adjustments.models import Adjustment
from commissions.ledger import triggers
from commissions.ledger.models import Account, Transfer
from commissions.ledger.post import (
    Posting,
    company_account,
    post,
    reverse,
)
from commissions.payouts import holds, posting
from commissions.payouts.answers import read_in
from commissions.payouts.approving import approve
from commissions.payouts.batches import ItemsChanged
from commissions.payouts.models import AnswerFile, Approval, Batch, Hold, Item, PayoutMethod
from commissions.payouts.outcomes import paid, refused
from commissions.payouts.posting import payout_key, settlement_key
from commissions.payouts.sending import send
from commissions.payouts.submitting import submit
from mlmsite.lib.sealing import seal
from tests import build
from tests.payouts import people
from tests.payouts.people import NOW, TODAY, user

AT = {"at": NOW, "today": TODAY}
LATER = NOW + timedelta(days=1)


@pytest.fixture
def cy(bea):
    """70.00 EUR are free beside Bea's 100.00."""
    return people.payable("CY", 70_00)


def own_account(agent: Agent, name: str) -> AbstractBaseUser:
    """An administrator who is that agent."""
    agent.user = user(name)
    agent.save(update_fields=["user"])
    return agent.user


TWICE = None
"""A unique key, of which the two databases tell differently."""


def is_refused(write, message: str | None = "stays on record") -> None:
    with pytest.raises(IntegrityError, match=message), transaction.atomic():
        write()


def row(model: type[models.Model], **change) -> None:
    """With `change` a change of its only row, else its removal, past the ORM's own checks."""
    [pk] = model.objects.values_list("pk", flat=True)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if not change:
            cursor.execute(f"DELETE FROM {table} WHERE id = %s", [pk])
            return
        told = ", ".join(f"{model._meta.get_field(name).column} = %s" for name in change)
        cursor.execute(f"UPDATE {table} SET {told} WHERE id = %s", [*change.values(), pk])


class TestApprovals:
    def approval(self, batch: Batch, by: AbstractBaseUser, **told) -> None:
        told = {"items_sha256": batch.items_sha256, "approved_at": NOW, **told}
        Approval.objects.create(batch=batch, approver=by, **told)

    def test_by_whoever_made_the_batch(self, bea):
        batch = people.submitted()
        is_refused(lambda: self.approval(batch, user("max")), "whoever made a batch")

    def test_by_whoever_submitted_it(self, bea):
        batch = people.draft()
        submit(batch, by=user("zoe"), **AT)
        batch.refresh_from_db()
        is_refused(lambda: self.approval(batch, user("zoe")), "whoever made a batch")

    def test_by_whoever_set_the_method_of_a_payee(self, bea):
        people.on_iban(bea, by="amy")
        batch = people.submitted()
        is_refused(lambda: self.approval(batch, user("amy")), "whoever set the payout method")

    def test_by_whoever_is_paid(self, bea):
        """An administrator may be an agent, too."""
        batch = people.submitted()
        is_refused(lambda: self.approval(batch, own_account(bea, "amy")), "whoever is paid")

    def test_a_second_by_the_same_person(self, bea, settings):
        settings.PAYOUT_SECOND_APPROVER_ABOVE = {"EUR": 1}
        batch = approve(people.submitted(), by=user("amy"), at=NOW)
        is_refused(lambda: self.approval(batch, user("amy"), approved_at=LATER), TWICE)

    def test_before_the_batch_is_submitted(self, bea):
        """Else its approver could submit it afterwards."""
        batch = people.draft()
        is_refused(lambda: self.approval(batch, user("amy"), items_sha256="0" * 64), "submitted")

    def test_of_other_items(self, bea):
        batch = people.submitted()
        is_refused(lambda: self.approval(batch, user("amy"), items_sha256="0" * 64), "submitted")

    def test_changed_or_taken_back(self, bea):
        people.approved()
        is_refused(lambda: row(Approval, approver=user("zoe").pk), "only ever added")
        is_refused(lambda: row(Approval), "only ever added")


class TestItems:
    @pytest.mark.parametrize("step", [people.draft, people.submitted, people.approved, people.sent])
    def test_say_what_they_said(self, bea, step):
        step()
        other = people.on_iban(build.agent("CY"))
        changes = (
            {"amount_minor": 1},
            {"currency": "USD"},
            {"agent": other.agent_id},
            {"method": other.pk},
        )
        for change in changes:
            is_refused(lambda change=change: row(Item, **change))
        is_refused(lambda: row(Item))

    @pytest.mark.parametrize("step", [people.submitted, people.approved, people.sent])
    def test_are_added_to_a_draft_only(self, bea, step):
        item = step().items.get()
        item.pk, item.agent, item.state = None, build.agent("CY"), "pending"
        is_refused(lambda: item.save(force_insert=True), "only a draft gets items")

    def test_do_not_change_their_batch(self, bea, cy):
        there = people.submitted()
        draft = Batch.objects.create(
            rail="sepa", currency="EUR", pay_on=TODAY, made_at=NOW, made_by=user("max")
        )
        is_refused(lambda: there.items.update(batch=draft))

    @pytest.mark.parametrize(
        ("end", "steps"),
        [
            (lambda batch: None, ["pending", "removed"]),
            (lambda batch: paid(batch, on=TODAY, **AT), ["pending", "sent", "failed", "removed"]),
            (lambda batch: refuse(batch), ["pending", "sent", "paid", "returned", "removed"]),
        ],
    )
    def test_take_no_step_back_nor_aside(self, bea, end, steps):
        """Else what was paid could be sent, and paid, again."""
        end(people.sent())
        for state in steps:
            paid_on = TODAY if state in ("paid", "returned") else None
            ended_on = TODAY if state in ("failed", "returned", "removed") else None
            days = {"paid_on": paid_on, "ended_on": ended_on}
            is_refused(lambda s=state, d=days: row(Item, state=s, **d), "no such step")

    def test_begin_pending(self, bea):
        item = people.draft().items.get()
        item.pk, item.agent, item.state = None, build.agent("CY"), "sent"
        is_refused(lambda: item.save(force_insert=True), "begins as pending")

    @pytest.mark.parametrize("amount_minor", [0, -1])
    def test_are_of_something(self, bea, amount_minor):
        item = people.draft().items.get()
        item.pk, item.agent, item.amount_minor = None, build.agent("CY"), amount_minor
        is_refused(lambda: item.save(force_insert=True), "item_amount")


class TestBatches:
    @pytest.mark.parametrize("state", ["approved", "sent", "settled"])
    def test_go_on_with_enough_approvals_only(self, bea, state):
        people.submitted()
        # Which of two refusals comes first the databases decide differently.
        said = "enough approvals|no such step"
        is_refused(lambda: row(Batch, state=state, file_sha256="0" * 64), said)

    def test_go_on_with_two_where_two_are_needed(self, bea, settings):
        settings.PAYOUT_SECOND_APPROVER_ABOVE = {"EUR": 1}
        people.approved()
        is_refused(lambda: row(Batch, state="approved"), "enough approvals")

    @pytest.mark.parametrize("step", [people.approved, people.sent])
    def test_keep_the_items_that_were_approved(self, bea, step):
        step()
        is_refused(lambda: row(Batch, items_sha256="0" * 64), "enough approvals")
        is_refused(lambda: row(Batch, items_sha256=""), "enough approvals")
        is_refused(lambda: row(Batch, approvals_needed=2), "enough approvals")

    def test_need_no_fewer_approvals_than_when_they_were_submitted(self, bea, settings):
        settings.PAYOUT_SECOND_APPROVER_ABOVE = {"EUR": 1}
        people.submitted()
        is_refused(lambda: row(Batch, approvals_needed=1), "as many approve")

    @pytest.mark.parametrize(
        ("step", "states"),
        [
            (people.submitted, ["draft"]),
            (people.approved, ["draft"]),
            (people.sent, ["draft", "submitted", "approved", "rejected"]),
        ],
    )
    def test_take_no_step_back(self, bea, step, states):
        """Else a batch that two have to approve could become a draft, and then need only one."""
        step()
        for state in states:
            is_refused(lambda s=state: row(Batch, state=s), "no such step")

    def test_begin_as_a_draft(self, bea):
        batch = people.submitted()
        batch.pk, batch.state = None, "sent"
        batch.file_sha256 = "0" * 64
        is_refused(lambda: batch.save(force_insert=True), "begins as draft")

    def test_are_sent_with_a_file(self, bea):
        people.approved()
        is_refused(lambda: row(Batch, state="sent"), "batch_file_signed")

    def test_stay(self, bea):
        people.sent()
        changes = (
            {"currency": "USD"},
            {"rail": "ach"},
            {"pay_on": LATER.date()},
            {"made_by": user("zoe").pk},
            {"submitted_by": user("zoe").pk},
            {"submitted_by": None},
            {"sent_by": user("zoe").pk},
            {"sent_at": LATER},
        )
        for change in changes:
            is_refused(lambda change=change: row(Batch, **change))
        Approval.objects.get()
        is_refused(lambda: row(Batch))


class TestWhoAndWhere:
    def test_a_method_says_what_it_said(self, bea):
        changes = (
            {"agent": build.agent("CY").pk},
            {"rail": "ach"},
            {"masked": "DE•• 9999"},
            {"set_by": user("zoe").pk},
            {"pays_from": TODAY},
            {"told": "eve@example.com"},
        )
        for change in changes:
            is_refused(lambda change=change: row(PayoutMethod, **change))
        is_refused(lambda: row(PayoutMethod))

    def test_an_agent_has_one_method_of_a_rail_in_use(self, bea):
        people.on_iban(bea)
        is_refused(lambda: PayoutMethod.objects.update(retired_at=None), TWICE)

    def test_a_hold_keeps_its_reason_and_who_lifted_it(self, bea):
        hold = holds.place(bea, reason="a question", by=user("amy"), at=NOW)
        is_refused(lambda: row(Hold, reason="none"))
        is_refused(lambda: row(Hold, lifted_at=NOW), "lifted_by_somebody")
        holds.lift(hold, by=user("amy"), at=NOW)
        is_refused(lambda: row(Hold, lifted_by=user("zoe").pk))
        is_refused(lambda: row(Hold, lifted_at=None, lifted_by=None))
        is_refused(lambda: row(Hold))

    def test_an_answer_stays_as_it_was_read(self, bea):
        ref = people.sent().items.get().ref
        read_in(f"ref,outcome\n{ref},paid\n".encode(), name="bank.csv", by=user("max"), **AT)
        is_refused(lambda: row(AnswerFile, name="other.csv"), "only ever added")
        is_refused(lambda: row(AnswerFile), "only ever added")


class TestAdjustments:
    @pytest.fixture
    def fee(self, bea) -> Adjustment:
        told = {"kind": "fee", "amount_minor": -5_00, "currency": "EUR", "reason": "a form"}
        return adjust(bea, **told, by=user("max"), **AT)

    def test_say_what_they_said(self, fee):
        changes = (
            {"amount_minor": -1},
            {"reason": "none"},
            {"currency": "USD"},
            {"agent": build.agent("CY").pk},
            {"made_by": user("zoe").pk},
            {"needs_second": False},
        )
        for change in changes:
            is_refused(lambda change=change: row(Adjustment, **change))
        is_refused(lambda: row(Adjustment))

    def test_are_decided_by_a_second_person(self, fee):
        is_refused(lambda: row(Adjustment, state="posted", decided_by=user("max").pk), "two_people")
        is_refused(lambda: row(Adjustment, state="posted"), "decided")

    def test_keep_who_decided(self, fee):
        approve_adjustment(fee, by=user("amy"), **AT)
        is_refused(lambda: row(Adjustment, decided_by=user("zoe").pk))

    def test_are_reversed_by_two(self, fee):
        approve_adjustment(fee, by=user("amy"), **AT)
        undo = {"state": "reversed", "reversed_by": user("amy").pk}
        is_refused(lambda: row(Adjustment, **undo), "reversed_by_two")
        ask = {"reversal_asked_by": user("amy").pk}
        is_refused(lambda: row(Adjustment, **undo, **ask), "reversed_by_two")

    def test_keep_who_asked_for_their_reversal(self, fee):
        approve_adjustment(fee, by=user("amy"), **AT)
        undo(fee, because="a mistake", by=user("amy"), **AT)
        approve_undo(fee, by=user("max"), **AT)
        is_refused(lambda: row(Adjustment, reversal_asked_by=user("zoe").pk))
        is_refused(lambda: row(Adjustment, reversal_asked_by=None))

    def test_are_never_of_one_s_own_account(self, bea, fee):
        """An administrator may be an agent, too."""
        own = own_account(bea, "amy")
        told = {"kind": "bonus", "amount_minor": 5_00, "currency": "EUR", "reason": "me"}
        told |= {"agent": bea, "made_at": NOW, "needs_second": False}
        is_refused(lambda: Adjustment.objects.create(**told, made_by=own), "of its own")
        is_refused(lambda: row(Adjustment, state="posted", decided_by=own.pk), "of its own")
        is_refused(lambda: row(Adjustment, reversal_asked_by=own.pk), "of its own")
        approve_adjustment(fee, by=user("zoe"), **AT)
        undo(fee, because="a mistake", by=user("zoe"), **AT)
        is_refused(lambda: row(Adjustment, state="reversed", reversed_by=own.pk), "of its own")

    def test_may_be_of_who_becomes_their_agent_later(self, bea, fee):
        approve_adjustment(fee, by=user("amy"), **AT)
        own_account(bea, "amy")
        undo(fee, because="a mistake", by=user("max"), **AT)
        approve_undo(fee, by=user("zoe"), **AT)
        assert people.balance(bea) == 100_00

    def test_are_reversed_once(self, fee):
        approve_adjustment(fee, by=user("amy"), **AT)
        reverse([f"adjustment:{fee.ref}"], on=TODAY)
        is_refused(lambda: reverse([f"adjustment:{fee.ref}"], on=TODAY), TWICE)


def test_a_payout_is_posted_once(bea):
    batch = people.submitted()
    is_refused(lambda: posting.reserve(batch.items.all(), batch=batch, on=TODAY), TWICE)
    is_refused(lambda: Transfer.objects.update(amount_minor=1), "only ever added")
    is_refused(lambda: Transfer.objects.order_by("pk").last().delete(), "only ever added")


class TestTampering:
    """On a database that has lost its triggers. Two batches: Bea's is sent, Cy's paid in part."""

    @pytest.fixture
    def tampered(self, bea):
        paid(people.sent(), on=TODAY, **AT)
        cy, dan, eve = (build.agent(code) for code in ("CY", "DAN", "EVE"))
        for agent in (cy, dan, eve):
            people.earned(agent, 70_00)
            people.on_iban(agent)
        batch = people.sent()
        paid(batch, on=TODAY, **AT, only={batch.items.get(agent=dan).pk})
        refused(batch.items.get(agent=eve), code="AC04", words="closed", **AT)
        told = {"kind": "fee", "amount_minor": -5_00, "currency": "EUR", "reason": "a form"}
        approve_adjustment(adjust(eve, **told, by=user("max"), **AT), by=user("amy"), **AT)
        assert people.breaches() == []
        triggers.take_down(connection)
        yield
        triggers.put_up(connection)

    @pytest.mark.parametrize(
        ("tamper", "said"),
        [
            (lambda: of("BEA").update(state="sent", paid_on=None), "in a batch that is settled"),
            (lambda: of("CY").update(state="paid", paid_on=TODAY), "settlement:.* is missing"),
            (lambda: of("DAN").update(state="sent", paid_on=None), "is of no payout in that state"),
            (lambda: of("EVE").update(state="sent", ended_on=None), "reversal:payout:"),
            (lambda: of("BEA").update(amount_minor=99_99), "of another sum"),
            (lambda: of("CY").update(amount_minor=99_99), "not those that were submitted"),
            (lambda: of("CY").update(currency="USD"), "another currency or agent"),
            (lambda: of("CY").update(method=method("BEA")), "another currency or agent"),
            (lambda: of("CY").update(agent=agent_of("BEA")), "or account"),
            (lambda: of("CY")._raw_delete("default"), "is of no payout in that state"),
            (lambda: swap("CY"), "not those that were submitted"),
            (lambda: swap("CY"), "method \\d+ of CY shows DE•• 3000, and that is not of its"),
            (lambda: masked("CY", "DE•• 0000"), "of CY shows DE•• 0000, and that is not of its"),
            (lambda: unreadable("CY"), "of CY: None of PAYOUT_KEYS opens"),
            (lambda: forget(Approval.objects), "without enough approvals"),
            (lambda: Approval.objects.update(approver=user("max")), "approved by who made it"),
            (lambda: PayoutMethod.objects.update(set_by=user("amy")), "set a payee's method"),
            (lambda: Batch.objects.update(approvals_needed=2), "without enough approvals"),
            (lambda: Batch.objects.filter(state="sent").update(state="draft"), "that is draft"),
            (lambda: forget(transfer("settlement", "DAN")), "settlement:.* is missing"),
            (lambda: forget(transfer("payout", "BEA")), "payout:.* is missing"),
            (
                lambda: transfer("payout", "CY").update(amount_minor=1),
                "payouts:clearing:EUR stands",
            ),
            (lambda: transfer("payout", "CY").update(debit=account("BEA")), "or account"),
            (lambda: transfer("settlement", "DAN").update(credit=account("EVE")), "or account"),
            (lambda: to_cash("EVE", "PAYOUT", "payout:P9"), "payout:P9 is of no payout"),
            (lambda: to_cash("EVE", "PAYOUT", "invoice:7"), "invoice:7 is of no payout"),
            (lambda: to_cash("EVE", "FEE", "invoice:7"), "invoice:7 is of no adjustment"),
            (lambda: to_cash("EVE", "REVERSAL", "reversal:invoice:7"), "that it names the other"),
            (lambda: from_clearing("EVE"), "payouts:clearing:EUR stands at"),
            (lambda: Adjustment.objects.update(amount_minor=-4_00), "of another sum"),
            (lambda: Adjustment.objects.update(agent=agent_of("CY")), "or account"),
            (lambda: Adjustment.objects.update(state="rejected"), "of no adjustment in that state"),
            (
                lambda: reverse(["adjustment:" + Adjustment.objects.get().ref], on=TODAY),
                "of no adj",
            ),
        ],
    )
    def test_is_found(self, tampered, tamper, said):
        tamper()
        assert re.search(said, "\n".join(people.breaches()))

    def test_of_an_account_keeps_the_batch_from_being_sent(self, bea):
        batch = people.approved()
        triggers.take_down(connection)
        swap("BEA")
        triggers.put_up(connection)
        with pytest.raises(ItemsChanged):
            send(batch, by=user("max"), **AT)

    def test_of_a_removed_item_keeps_the_batch_from_being_sent(self, bea, cy):
        batch = people.submitted()
        of("CY").update(state="removed", ended_on=TODAY)
        with pytest.raises(ItemsChanged):
            approve(batch, by=user("amy"), at=NOW)


def refuse(batch: Batch) -> None:
    refused(batch.items.get(), code="AC04", words="closed", **AT)


def of(code: str):
    return Item.objects.filter(agent__code=code)


def method(code: str) -> PayoutMethod:
    return PayoutMethod.objects.get(agent__code=code)


def agent_of(code: str):
    return method(code).agent


def account(code: str) -> Account:
    return Account.objects.get(name=f"agent:{code}:EUR")


def swap(code: str) -> None:
    """To an account of Eve's own at another bank."""
    sealed = seal({"holder": code.title(), "iban": "FR1420041010050500013M02606", "bic": ""})
    PayoutMethod.objects.filter(agent__code=code).update(sealed=sealed)


def masked(code: str, shown: str) -> None:
    PayoutMethod.objects.filter(agent__code=code).update(masked=shown)


def unreadable(code: str) -> None:
    PayoutMethod.objects.filter(agent__code=code).update(sealed="?")


def undone(adjustment: Adjustment) -> None:
    reverse([f"adjustment:{adjustment.ref}"], on=TODAY)


def forget(rows) -> None:
    rows.all()._raw_delete("default")


def transfer(kind: str, code: str):
    [item] = of(code)
    key = {"payout": payout_key, "settlement": settlement_key}[kind](item)
    return Transfer.objects.filter(key=key)


def to_cash(code: str, kind: str, key: str) -> None:
    cash = company_account(Account.Kind.CASH, "EUR")
    post([Posting(Transfer.Kind[kind], account(code), cash, 1_00, key)], on=TODAY)


def from_clearing(code: str) -> None:
    clearing = company_account(Account.Kind.CLEARING, "EUR")
    post([Posting(Transfer.Kind.EARNED, clearing, account(code), 1_00, "a gift")], on=TODAY)
