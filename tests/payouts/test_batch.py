"""A batch's way from draft to settled, and the books at each step."""

from datetime import UTC, date, datetime, timedelta

import pytest

from agents import statuses
from commissions.adjustments.adjust import adjust
from commissions.ledger.models import Account
from commissions.payouts import holds, methods
from commissions.payouts.approving import OwnWork, approve
from commissions.payouts.batches import ItemsChanged, PayDayOver, WrongState
from commissions.payouts.drafts import make_drafts
from commissions.payouts.due import due
from commissions.payouts.models import Approval, Batch, Item, PayoutMethod
from commissions.payouts.outcomes import WrongDay, paid, refused
from commissions.payouts.removing import reject, remove
from commissions.payouts.sending import MustComeOut, send
from commissions.payouts.since import lost_since
from commissions.payouts.submitting import NothingToPay, submit
from mlmsite.lib.sealing import seal
from tests import build
from tests.payouts import people
from tests.payouts.people import NOW, TODAY, user

AT = {"at": NOW, "today": TODAY}


def books(agent) -> tuple[int, int, int]:
    """What stands with the agent, on clearing, and with the bank."""
    kinds = (Account.Kind.CLEARING, Account.Kind.CASH)
    return (people.balance(agent), *(people.standing_on(kind) for kind in kinds))


def test_the_money_goes_from_the_agent_to_clearing_to_the_bank(bea):
    batch = people.draft()
    assert books(bea) == (100_00, 0, 0)
    submit(batch, by=user("max"), **AT)
    assert books(bea) == (0, 100_00, 0)
    approve(batch, by=user("amy"), at=NOW)
    send(batch, by=user("max"), **AT)
    assert books(bea) == (0, 100_00, 0)
    paid(batch, on=TODAY, **AT)
    assert books(bea) == (0, 0, 100_00)
    batch.refresh_from_db()
    assert batch.state == Batch.State.SETTLED
    assert people.breaches() == []


def test_what_fails_is_the_agent_s_again(bea):
    batch = people.sent()
    assert refused(batch.items.get(), code="AC04", words="closed", **AT)
    assert books(bea) == (100_00, 0, 0)
    batch.refresh_from_db()
    assert batch.state == Batch.State.SETTLED
    assert people.breaches() == []


def test_what_comes_back_days_later_is_the_agent_s_again(bea):
    batch = people.sent()
    paid(batch, on=TODAY, **AT)
    item = batch.items.get()
    assert refused(item, code="R03", words="no account", at=NOW, today=date(2026, 3, 14))
    assert books(bea) == (100_00, 0, 0)
    item.refresh_from_db()
    assert (item.state, item.paid_on, item.ended_on) == ("returned", TODAY, date(2026, 3, 14))
    assert people.breaches() == []


def test_a_second_return_changes_nothing(bea):
    batch = people.sent()
    item = batch.items.get()
    assert refused(item, code="AC04", words="closed", **AT)
    assert not refused(item, code="AC04", words="closed", **AT)
    assert books(bea) == (100_00, 0, 0)


def test_paying_again_changes_nothing(bea):
    batch = people.sent()
    assert paid(batch, on=TODAY, **AT) == {batch.items.get().pk}
    assert paid(batch, on=TODAY, **AT) == set()
    assert books(bea) == (0, 0, 100_00)


@pytest.mark.parametrize("day", [date(2026, 3, 9), date(2026, 3, 11)])
def test_nothing_is_paid_before_the_batch_nor_in_the_future(bea, day):
    with pytest.raises(WrongDay):
        paid(people.sent(), on=day, **AT)


@pytest.mark.parametrize("step", [people.draft, people.submitted, people.approved])
def test_a_rejected_batch_gives_everything_back(bea, step):
    batch = reject(step(), because="a mistake", by=user("amy"), **AT)
    assert batch.state == Batch.State.REJECTED
    assert books(bea) == (100_00, 0, 0)
    assert next(due(on=TODAY)).payable
    assert people.breaches() == []


def test_a_sent_batch_is_not_rejected(bea):
    with pytest.raises(WrongState, match="it can't be rejected any more"):
        reject(people.sent(), because="late", by=user("amy"), **AT)


def test_each_step_is_taken_once(bea):
    batch = people.sent()
    for step in (
        lambda: submit(batch, by=user("max"), **AT),
        lambda: approve(batch, by=user("amy"), at=NOW),
        lambda: send(batch, by=user("max"), **AT),
    ):
        with pytest.raises(WrongState):
            step()


def test_a_batch_for_each_rail_and_currency(bea):
    cy, dan = build.agent("CY"), build.agent("DAN")
    for agent in (cy, dan):
        people.earned(agent, 50_00, currency="USD")
        people.on_ach(agent)
        people.taxed(agent)
    found = people.make_drafts(on=TODAY, pay_on=TODAY, by=user("max"), at=NOW)
    assert [(b.rail, b.currency, b.items.count()) for b in found] == [
        ("ach", "USD", 2),
        ("sepa", "EUR", 1),
    ]


class TestApproval:
    def test_the_maker_is_never_the_approver(self, bea):
        with pytest.raises(OwnWork, match="You made this batch"):
            approve(people.submitted(), by=user("max"), at=NOW)

    def test_nor_is_who_submitted_it(self, bea):
        batch = people.draft()
        submit(batch, by=user("zoe"), **AT)
        with pytest.raises(OwnWork, match="You made this batch"):
            approve(batch, by=user("zoe"), at=NOW)

    def test_nor_is_who_set_the_method_of_a_payee(self, bea):
        people.on_iban(bea, by="amy")
        with pytest.raises(OwnWork, match="payout method"):
            approve(people.submitted(), by=user("amy"), at=NOW)

    def test_nor_is_a_payee(self, bea):
        batch = people.submitted()
        bea.user = user("amy")
        bea.save(update_fields=["user"])
        with pytest.raises(OwnWork, match="It pays you"):
            approve(batch, by=user("amy"), at=NOW)

    def test_a_large_total_needs_two(self, bea, settings):
        settings.PAYOUT_SECOND_APPROVER_ABOVE = {"EUR": 99_99}
        batch = people.submitted()
        assert approve(batch, by=user("amy"), at=NOW).state == Batch.State.SUBMITTED
        with pytest.raises(OwnWork, match="a second person"):
            approve(batch, by=user("amy"), at=NOW)
        assert approve(batch, by=user("zoe"), at=NOW).state == Batch.State.APPROVED

    def test_the_limit_itself_needs_one(self, bea, settings):
        settings.PAYOUT_SECOND_APPROVER_ABOVE = {"EUR": 100_00}
        assert approve(people.submitted(), by=user("amy"), at=NOW).state == Batch.State.APPROVED

    def test_taking_an_item_out_voids_it(self, bea):
        cy = build.agent("CY")
        people.earned(cy, 70_00)
        people.on_iban(cy)
        batch = people.approved()
        item = batch.items.get(agent=cy)
        after = remove(item, because="wrong person", by=user("max"), **AT)
        assert (after.state, people.balance(cy)) == (Batch.State.SUBMITTED, 70_00)
        with pytest.raises(WrongState, match="only an approved batch is sent"):
            send(batch, by=user("max"), **AT)
        assert approve(batch, by=user("amy"), at=NOW).state == Batch.State.APPROVED
        assert people.breaches() == []

    def test_an_account_swapped_behind_our_back_is_noticed(self, bea):
        batch = people.submitted()
        other = methods.iban("FR1420041010050500013M02606")
        sealed = seal({"holder": "Bea", "iban": other.iban, "bic": ""})
        PayoutMethod.objects.update(sealed=sealed)
        with pytest.raises(ItemsChanged):
            approve(batch, by=user("amy"), at=NOW)
        assert "not those that were submitted" in people.breaches()[0]


class TestSinceSubmission:
    def test_a_new_method_must_come_out(self, bea):
        batch = people.approved()
        people.on_iban(bea, on=TODAY)
        with pytest.raises(MustComeOut, match="BEA: the payout method has changed since"):
            send(batch, by=user("max"), **AT)

    def test_so_must_whose_other_method_has_changed(self, bea):
        batch = people.approved()
        people.on_ach(bea, on=TODAY)
        with pytest.raises(MustComeOut, match=r"BEA: Another payout method has changed \(ACH"):
            send(batch, by=user("max"), **AT)

    def test_so_must_who_has_removed_another(self, bea):
        other = people.on_ach(bea)
        batch = people.approved()
        methods.remove(other, at=NOW)
        with pytest.raises(MustComeOut, match=r"BEA: A payout method was removed \(ACH"):
            send(batch, by=user("max"), **AT)

    def test_so_must_who_is_held(self, bea):
        batch = people.approved()
        holds.place(bea, reason="under investigation", by=user("amy"), at=NOW)
        with pytest.raises(MustComeOut, match="under investigation"):
            send(batch, by=user("max"), **AT)

    def test_so_must_who_is_suspended(self, bea):
        batch = people.approved()
        statuses.change(bea, to="suspended", by=user("amy"), reason="?", at=NOW)
        with pytest.raises(MustComeOut, match="BEA: suspended since"):
            send(batch, by=user("max"), **AT)

    def test_a_batch_of_which_nothing_is_left_is_rejected(self, bea):
        batch = people.approved()
        after = remove(batch.items.get(), because="held", by=user("max"), **AT)
        assert after.state == Batch.State.REJECTED
        assert people.breaches() == []

    def test_a_refund_after_the_payout_makes_it_negative_and_earnings_repair_it(self, bea):
        paid(people.sent(), on=TODAY, **AT)
        people.clawed_back(bea, 30_00)
        assert people.balance(bea) == -30_00
        assert list(due(on=TODAY)) == []
        people.earned(bea, 45_00)
        [found] = due(on=TODAY)
        assert (found.payable, found.available_minor) == (True, 15_00)


class TestLostSinceSubmission:
    """It is said, and whether they are paid is the administrator's to decide."""

    def said(self, batch: Batch) -> dict[str, str]:
        return {item.agent.code: words for item, words in lost_since(batch, on=TODAY).items()}

    def test_nothing(self, bea):
        people.clawed_back(bea, 1_00)
        batch = people.draft()
        assert self.said(batch) == {}
        submit(batch, by=user("max"), **AT)
        assert self.said(batch) == {}

    def test_a_clawback_and_a_balance_below_zero(self, bea):
        people.payable("CY", 70_00)
        batch = people.submitted()
        people.clawed_back(bea, 30_00)
        assert self.said(batch) == {
            "BEA": "30.00 EUR were clawed back since. Its balance is below zero: it owes 30.00 EUR."
        }

    def test_a_clawback_that_later_earnings_cover(self, bea):
        batch = people.submitted()
        people.clawed_back(bea, 30_00)
        people.earned(bea, 45_00)
        assert self.said(batch) == {"BEA": "30.00 EUR were clawed back since."}
        approve(batch, by=user("amy"), at=NOW)
        assert send(batch, by=user("max"), **AT).state == Batch.State.SENT

    def test_a_fee_that_brings_it_below_zero(self, bea, settings):
        settings.ADJUSTMENT_ALONE_UP_TO = {"EUR": 5_00}
        batch = people.submitted()
        told = {"kind": "fee", "amount_minor": -5_00, "currency": "EUR", "reason": "a form"}
        adjust(bea, **told, **people.by_now("max"))
        assert self.said(batch) == {"BEA": "Its balance is below zero: it owes 5.00 EUR."}

    def test_one_that_was_taken_out_is_not_there(self, bea):
        cy = people.payable("CY", 70_00)
        batch = people.submitted()
        people.clawed_back(bea, 1_00)
        people.clawed_back(cy, 1_00)
        remove(batch.items.get(agent=bea), because="owes", by=user("max"), **AT)
        assert list(self.said(batch)) == ["CY"]

    def test_the_number_of_queries_does_not_grow_with_them(self, bea, django_assert_num_queries):
        agents = [people.payable(f"A{number}", 5_00) for number in range(9)]
        batch = people.submitted()
        for agent in agents:
            people.clawed_back(agent, 1_00)
        with django_assert_num_queries(8):
            assert len(self.said(batch)) == 9


class TestSubmission:
    def test_what_is_held_since_the_draft_is_taken_out(self, bea):
        cy = build.agent("CY")
        people.earned(cy, 70_00)
        people.on_iban(cy)
        batch = people.draft()
        holds.place(cy, reason="a question", by=user("amy"), at=NOW)
        [out] = submit(batch, by=user("max"), **AT)
        assert (out.agent, out.words) == (cy, "Held by the company: a question")
        assert people.balance(cy) == 70_00
        assert batch.items.get(state=Item.State.PENDING).agent == bea

    def test_a_clawback_since_the_draft_takes_it_out(self, bea):
        batch = people.draft()
        people.clawed_back(bea, 1)
        with pytest.raises(NothingToPay):
            submit(batch, by=user("max"), **AT)
        assert books(bea) == (99_99, 0, 0)

    def test_two_drafts_over_the_same_balance_pay_it_once(self, bea):
        first = people.draft()
        second = Batch.objects.create(
            rail="sepa", currency="EUR", pay_on=TODAY, made_at=NOW, made_by=user("max")
        )
        there = first.items.get()
        Item.objects.create(
            batch=second,
            agent=bea,
            method=there.method,
            amount_minor=there.amount_minor,
            currency="EUR",
        )
        submit(first, by=user("max"), **AT)
        with pytest.raises(NothingToPay):
            submit(second, by=user("max"), **AT)
        assert books(bea) == (0, 100_00, 0)

    def test_the_longest_reasons_fit(self, bea):
        """A hold's own may be 200 characters, before which we say that it is one."""
        cy = build.agent("CY")
        people.earned(cy, 70_00)
        people.on_iban(cy)
        batch = people.draft()
        holds.place(cy, reason="?" * 200, by=user("amy"), at=NOW)
        [out] = submit(batch, by=user("max"), **AT)
        out.refresh_from_db()
        assert out.words.startswith("Held by the company: ???")
        assert len(out.words) == 200


class TestTheDayAfter:
    """A batch is of its day: afterwards it is made anew."""

    def next_day(self, step, batch: Batch, name: str) -> None:
        at = {"at": NOW + timedelta(days=1), "today": TODAY + timedelta(days=1)}
        if step is approve:
            del at["today"]
        with pytest.raises(PayDayOver, match=r"10 Mar 2026, and that day is over: reject it"):
            step(batch, by=user(name), **at)

    def test_a_draft_is_not_submitted(self, bea):
        self.next_day(submit, people.draft(), "max")
        assert books(bea) == (100_00, 0, 0)

    def test_a_submitted_one_is_not_approved(self, bea):
        self.next_day(approve, people.submitted(), "amy")
        assert not Approval.objects.exists()

    def test_an_approved_one_is_not_sent(self, bea):
        batch = people.approved()
        self.next_day(send, batch, "max")
        reject(batch, because="late", by=user("max"), **AT)
        assert books(bea) == (100_00, 0, 0)


class TestDays:
    """Whoever is in New York makes a batch on the evening of the 10th: in UTC it is the 11th."""

    @pytest.fixture
    def evening(self, bea, settings):
        settings.TIME_ZONE = "America/New_York"
        return {"at": datetime(2026, 3, 11, 1, tzinfo=UTC), "today": TODAY}

    def test_it_is_that_day_all_evening(self, evening):
        batch = approve(people.submitted(), by=user("amy"), at=evening["at"])
        assert send(batch, by=user("max"), **evening).state == Batch.State.SENT

    def test_a_batch_is_paid_on_the_company_s_day_on_which_it_was_made(self, evening):
        [batch] = make_drafts(on=TODAY, pay_on=TODAY, by=user("max"), at=evening["at"])
        submit(batch, by=user("max"), **evening)
        approve(batch, by=user("amy"), at=evening["at"])
        send(batch, by=user("max"), **evening)
        assert paid(batch, on=TODAY, **evening)
