"""What can be paid on a day, and in words why the rest can't."""

from datetime import date, timedelta

import pytest

from agents import statuses
from commissions.payouts import due as dues
from commissions.payouts import holds, methods, queue
from commissions.payouts.due import Due, due
from commissions.payouts.files.order import ByHand
from commissions.payouts.outcomes import refused
from tests import build
from tests.payouts import people
from tests.payouts.people import LONG_AGO, NOW, TODAY, user


def only() -> Due:
    [found] = due(on=TODAY)
    return found


def reasons(found: Due) -> list[str]:
    return [reason.words for reason in found.reasons]


def test_what_is_free_and_has_somewhere_to_go_is_paid(bea):
    found = only()
    assert (found.agent, found.available_minor, found.payable) == (bea, 100_00, True)


def test_what_the_plan_holds_is_not_free(bea):
    build.plan(hold_days=14)
    people.earned(bea, 30_00, on=TODAY - timedelta(days=13))
    people.earned(bea, 7_00, on=TODAY - timedelta(days=14))
    found = only()
    assert (found.balance_minor, found.held_minor, found.available_minor) == (137_00, 30_00, 107_00)


def test_a_clawback_counts_at_once(bea):
    build.plan(hold_days=14)
    people.clawed_back(bea, 40_00)
    assert only().available_minor == 60_00


def test_what_is_in_a_live_payout_is_not_available(bea):
    people.submitted()
    people.earned(bea, 5_00)
    assert only().available_minor == 5_00


@pytest.mark.parametrize(("earned", "payable"), [(24_99, False), (25_00, True)])
def test_below_the_minimum_it_is_carried_forward(db, settings, earned, payable):
    settings.PAYOUT_MINIMUM = {"EUR": 25_00}
    cy = build.agent("CY")
    people.earned(cy, earned)
    people.on_iban(cy)
    assert only().payable == payable
    below = ["Below the smallest payout, 25.00 EUR: carried forward."]
    assert reasons(only()) == ([] if payable else below)


def test_a_suspended_agent_is_not_paid_and_a_terminated_one_is(bea):
    statuses.change(bea, to="suspended", by=None, reason="a look", at=NOW)
    assert reasons(only()) == ["Suspended: payouts are held."]
    statuses.change(bea, to="terminated", by=None, reason="left", at=NOW)
    assert only().payable


def test_a_hold_says_its_reason_until_it_is_lifted(bea):
    hold = holds.place(bea, reason="a question", by=user("max"), at=NOW)
    assert reasons(only()) == ["Held by the company: a question"]
    holds.lift(hold, by=user("amy"), at=NOW)
    assert only().payable


def test_without_a_method_and_a_tax_form_both_are_said(db):
    people.earned(build.agent("CY"), 50_00, currency="USD")
    assert reasons(only()) == [
        "A tax form is needed for payouts in USD.",
        "No payout method takes USD yet.",
    ]


def test_a_rail_takes_its_own_currency_only(bea):
    people.earned(bea, 5_00, currency="CHF")
    found = {d.currency: reasons(d) for d in due(on=TODAY)}
    assert found == {"CHF": ["No payout method takes CHF yet."], "EUR": []}


@pytest.mark.parametrize(("days", "payable"), [(6, False), (7, True)])
def test_a_new_method_takes_no_money_for_its_days(bea, days, payable):
    people.on_iban(bea, on=TODAY - timedelta(days=days))
    assert only().payable == payable


class TestAChangeHoldsAllOfTheAgent:
    """Seven days: whoever has the log-in may add, change or remove whichever method."""

    @pytest.fixture
    def cash(self, bea):
        people.earned(bea, 50_00, currency="JPY")
        return methods.set_method(
            bea, ByHand("in cash"), holder="Bea", by=user("self"), at=NOW, today=LONG_AGO
        )

    def held(self, on: date) -> dict[str, list[str]]:
        return {found.currency: reasons(found) for found in due(on=on)}

    def test_another_method_that_is_new(self, bea):
        people.on_ach(bea, on=TODAY)
        words = "Another payout method has changed (ACH transfer, •• 7890): nothing is paid before"
        assert self.held(TODAY) == {"EUR": [f"{words} 17 Mar 2026."]}
        assert self.held(TODAY + timedelta(days=6)) == {"EUR": [f"{words} 17 Mar 2026."]}
        assert self.held(TODAY + timedelta(days=7)) == {"EUR": []}

    def test_another_method_that_is_changed(self, bea, cash):
        people.on_iban(bea, on=TODAY)
        assert self.held(TODAY) == {
            "EUR": ["The payout method is new: it takes money from 17 Mar 2026 on."],
            "JPY": [
                "Another payout method has changed (SEPA transfer, DE•• 3000): "
                "nothing is paid before 17 Mar 2026."
            ],
        }

    def test_a_method_that_is_removed(self, bea, cash):
        methods.remove(methods.in_use(bea).get(rail="sepa"), at=NOW)
        words = "A payout method was removed (SEPA transfer, DE•• 3000): nothing is paid before"
        both = {currency: [f"{words} 17 Mar 2026."] for currency in ("EUR", "JPY")}
        assert self.held(TODAY) == self.held(TODAY + timedelta(days=6)) == both
        assert self.held(TODAY + timedelta(days=7)) == {"EUR": [], "JPY": []}

    def test_nobody_else(self, bea):
        cy = people.payable("CY", 5_00)
        people.on_ach(bea, on=TODAY)
        assert [found.agent for found in due(on=TODAY) if found.payable] == [cy]

    def test_nor_where_the_company_wants_no_days(self, bea, cash, settings):
        settings.PAYOUT_METHOD_HOLD_DAYS = 0
        methods.remove(methods.in_use(bea).get(rail="sepa"), at=NOW)
        people.on_ach(bea, on=TODAY)
        assert self.held(TODAY) == {"EUR": [], "JPY": []}


def test_after_a_payout_that_came_back_the_method_is_entered_anew(bea):
    batch = people.sent()
    refused(batch.items.get(), code="AC04", words="AC04 closed", at=NOW, today=TODAY)
    assert "did not arrive (AC04 closed)" in reasons(only())[0]
    people.on_iban(bea)
    assert only().payable


@pytest.mark.parametrize(
    "code", ["AM04", "AM05", "DUPL", "FF01", "TM01", "TECH", "AG01", "MS03", ""]
)
def test_what_is_the_company_s_or_a_bank_s_fault_asks_nothing_of_the_payee(bea, code):
    item = people.sent().items.get()
    refused(item, code=code, words="not today", at=NOW, today=TODAY)
    assert only().payable


def test_whoever_tells_it_by_hand_may_say_that_it_is_the_account(bea):
    item = people.sent().items.get()
    refused(item, code="", words="unknown there", of_account=True, at=NOW, today=TODAY)
    assert reasons(only()) == [
        "The last payout did not arrive (unknown there): the payout method has to be entered again."
    ]


def test_a_draft_is_no_second_draft(bea):
    batch = people.draft()
    assert reasons(only()) == [f"In the draft {batch.ref} already."]


def test_who_owes_is_not_in_the_queue(bea):
    people.clawed_back(bea, 100_01)
    assert list(due(on=TODAY)) == []


def test_the_totals_count_each_by_what_becomes_of_it(bea):
    people.earned(build.agent("CY"), 70_00)
    people.earned(build.agent("DAN"), 50_00, currency="USD")
    found = queue.totals(due(on=TODAY))
    assert {
        name: [(t.currency, t.agents, t.amount_minor) for t in of] for name, of in found.items()
    } == {
        "payable": [("EUR", 1, 100_00)],
        "no_tax_form": [("USD", 1, 50_00)],
        "no_method": [("EUR", 1, 70_00), ("USD", 1, 50_00)],
    }


def test_every_reason_has_a_name_in_the_queue(bea):
    people.earned(bea, 1, currency="USD", on=date(2026, 3, 9))
    build.plan(hold_days=14, effective_from=LONG_AGO)
    names = {reason.name for found in due(on=TODAY) for reason in found.reasons}
    assert names and names <= queue.NAMES.keys()


def test_the_number_of_queries_does_not_grow_with_the_agents(bea, django_assert_max_num_queries):
    for number in range(12):
        people.earned(build.agent(f"A{number}"), 5_00)
    with django_assert_max_num_queries(11):
        list(due(on=TODAY))


def test_it_is_read_a_chunk_at_a_time_and_nobody_is_left_out(db, monkeypatch):
    monkeypatch.setattr(dues, "_FIRST", 1)
    monkeypatch.setattr(dues, "_CHUNK", 2)
    codes = [f"A{number}" for number in range(6)]
    for code in codes:
        people.payable(code, 5_00)
    assert [d.agent.code for d in due(on=TODAY)] == codes
    assert [d.agent.code for d in due(on=TODAY, after="agent:A3:EUR")] == codes[4:]
