"""A month of an account: opening balance, transfers, closing balance, number, final or not."""

from datetime import date

import pytest

from agents.models import Agent
from commissions.adjustments.adjust import adjust, undo
from commissions.ledger.balances import balances
from commissions.ledger.post import reverse
from commissions.nights.run import run_through
from commissions.statements.month import NoStatement, statement
from commissions.statements.words import Group
from tests import build
from tests.payouts import people
from tests.statements.account import night, paid, post

JANUARY, FEBRUARY, MARCH = (date(2026, month, 1) for month in (1, 2, 3))
TODAY = date(2026, 3, 15)


def of(agent, month, *, currency="USD", today=TODAY):
    return statement(agent, month=month, currency=currency, today=today)


@pytest.fixture
def moved(ann):
    """What a month can hold: January brings 60.00, in February a payout goes and comes back."""
    post(ann, "earned", 75_00, on=date(2026, 1, 5))
    post(ann, "clawback", 15_00, on=date(2026, 1, 31))
    payout = post(ann, "payout", 50_00, on=FEBRUARY)
    reverse([payout.key], on=date(2026, 2, 4))
    post(ann, "payout", 40_00, on=date(2026, 2, 10))
    fee = post(ann, "fee", 1_00, on=date(2026, 2, 10))
    reverse([fee.key], on=date(2026, 2, 28))
    return ann


def test_a_month_begins_with_what_the_last_one_closed_with(moved):
    january, february, march = (of(moved, month) for month in (JANUARY, FEBRUARY, MARCH))
    assert (january.opening_minor, january.closing_minor) == (0, 60_00)
    assert (february.opening_minor, february.closing_minor) == (60_00, 20_00)
    assert (march.opening_minor, march.entries, march.closing_minor) == (20_00, (), 20_00)


def test_the_last_one_closes_with_the_balance(moved):
    [balance] = balances(moved, on=TODAY)
    assert of(moved, MARCH).closing_minor == balance.balance_minor


def test_it_says_what_each_transfer_was_and_what_there_was_after_it(moved):
    payout, other = (f"P{key[-11:]}" for key in _payouts(moved))
    told = [(e.what, e.amount_minor, e.balance_minor) for e in of(moved, FEBRUARY).entries]
    fee = of(moved, FEBRUARY).entries[3].what
    assert told == [
        (f"Payout {payout}", -50_00, 10_00),
        (f"Payout {payout} came back", 50_00, 60_00),
        (f"Payout {other}", -40_00, 20_00),
        (fee, -1_00, 19_00),
        (f"Reversed: Adjustment {fee.removeprefix('Fee ')}", 1_00, 20_00),
    ]


def _payouts(agent):
    return [e.key for e in of(agent, FEBRUARY).entries if e.key.startswith("payout:")]


def test_an_adjustment_says_why(ann, settings):
    settings.ADJUSTMENT_ALONE_UP_TO = {"USD": 10_00}
    now = {"by": people.user("max"), "at": people.NOW, "today": JANUARY}
    made = adjust(ann, kind="fee", amount_minor=-5_00, currency="USD", reason="a new card", **now)
    undo(made, because="it was ours", **now)
    assert [entry.what for entry in of(ann, JANUARY).entries] == [
        f"Fee {made.ref}: a new card",
        f"Reversed: Adjustment {made.ref}",
    ]


def test_sums_count_a_reversal_with_what_it_reverses(moved):
    assert of(moved, JANUARY).sums == {Group.EARNED: 75_00, Group.CLAWED_BACK: -15_00}
    assert of(moved, FEBRUARY).sums == {Group.PAID_OUT: -40_00, Group.ADJUSTED: 0}


def test_the_night_of_another_day_stands_where_its_day_is(ann):
    """A night that is run late posts on its own date, with a larger id than later transfers."""
    post(ann, "bonus", 2_00, on=date(2026, 1, 30))
    post(ann, "earned", 1_00, on=date(2026, 1, 29))
    assert [e.balance_minor for e in of(ann, JANUARY).entries] == [1_00, 3_00]


def test_other_agents_and_currencies_are_not_in_it(moved):
    post(build.agent("EVE"), "earned", 99_00, on=JANUARY)
    post(moved, "earned", 4415, on=JANUARY, currency="JPY")
    assert len(of(moved, JANUARY).entries) == 2
    assert of(moved, JANUARY, currency="JPY").closing_minor == 4415


@pytest.mark.parametrize(
    ("month", "currency"),
    [(date(2025, 12, 1), "USD"), (date(2026, 4, 1), "USD"), (JANUARY, "EUR")],
    ids=["before the first transfer", "still to come", "no account"],
)
def test_of_other_months_there_is_none(moved, month, currency):
    with pytest.raises(NoStatement, match=f"no statement in {currency}"):
        of(moved, month, currency=currency)


def test_of_a_month_without_transfer_and_balance_there_is_none(ann):
    post(ann, "earned", 10_00, on=JANUARY)
    post(ann, "payout", 10_00, on=JANUARY)
    with pytest.raises(NoStatement):
        of(ann, FEBRUARY)


def test_its_number_stays_whatever_changes(moved):
    before = of(moved, JANUARY).number
    assert before == f"2026-01-USD-{moved.pk:06d}"
    Agent.objects.filter(pk=moved.pk).update(code="OTHER", name="Else", status="terminated")
    post(moved, "earned", 1, on=date(2026, 1, 9))
    paid(moved, 40_00, on=FEBRUARY)
    again = statement(
        Agent.objects.get(pk=moved.pk), month=JANUARY, currency="USD", today=date(2030, 1, 1)
    )
    assert again.number == before


@pytest.mark.parametrize(
    ("last_night", "today", "final"),
    [
        (date(2026, 1, 31), FEBRUARY, True),
        (date(2026, 1, 30), FEBRUARY, False),
        (date(2026, 1, 31), date(2026, 1, 31), False),
        (None, FEBRUARY, False),
    ],
    ids=["over and run", "a night is missing", "not over", "no night has run"],
)
def test_it_is_final_when_the_month_is_over_and_its_last_night_has_run(
    moved, last_night, today, final
):
    if last_night:
        night(last_night, plan=build.plan())
    assert of(moved, JANUARY, today=today).final == final


def test_nights_add_nothing_to_a_final_month(db):
    """A refund of January that is reported in February is clawed back by the night that sees it."""
    build.plan()
    bea = build.agent("BEA")
    build.subscription("S1", of=build.customer("C1", of=bea))
    run_through(through=date(2026, 1, 31))
    before = of(bea, JANUARY)
    charge = bea.customers.get().subscriptions.get().charges.get(period_start=JANUARY)
    build.refund(charge, "22.00", on=date(2026, 1, 20))
    run_through(through=date(2026, 2, 2))
    assert before.final and of(bea, JANUARY) == before
    assert of(bea, FEBRUARY).sums[Group.CLAWED_BACK] == -2_20
