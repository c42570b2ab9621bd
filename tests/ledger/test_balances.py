"""Balance, held, available: worked by hand (domain page, The ledger)."""

from datetime import date, timedelta

import pytest

from commissions.ledger.balances import balances
from commissions.ledger.models import Transfer
from commissions.nights.run import run_through
from tests import build

HOLD = 14


@pytest.fixture
def bea(db):
    """Earns 2.20 on New Year and 2.20 a month later, held for 14 days."""
    build.plan(hold_days=HOLD)
    bea = build.agent("BEA")
    build.subscription("S1", of=build.customer("C1", of=bea))
    return bea


def told(agent, on: date) -> tuple[int, int, int]:
    [balance] = balances(agent, on=on)
    return balance.balance_minor, balance.held_minor, balance.available_minor


def test_nobody_has_a_balance_before_anything_is_posted(bea):
    assert balances(bea, on=build.NEW_YEAR) == []


def test_what_is_earned_is_held_for_the_plan_s_days(bea):
    run_through(through=build.NEW_YEAR)
    assert told(bea, build.NEW_YEAR) == (220, 220, 0)
    assert told(bea, build.NEW_YEAR + timedelta(days=HOLD - 1)) == (220, 220, 0)
    assert told(bea, build.NEW_YEAR + timedelta(days=HOLD)) == (220, 0, 220)


def test_it_says_from_when_on_it_is_free(bea):
    run_through(through=build.NEW_YEAR)
    [balance] = balances(bea, on=build.NEW_YEAR)
    assert balance.first_free_on == build.NEW_YEAR + timedelta(days=HOLD)


def test_a_clawback_counts_at_once_and_can_take_it_below_zero(bea):
    run_through(through=build.NEW_YEAR)
    charge = bea.customers.get().subscriptions.get().charges.get()
    build.refund(charge, "22.00", on=date(2026, 1, 2))
    run_through(through=date(2026, 1, 2))
    assert told(bea, date(2026, 1, 2)) == (0, 220, -220)
    assert Transfer.objects.filter(kind="clawback", debit__agent=bea).get().amount_minor == 220


def test_later_earnings_make_it_good(bea):
    run_through(through=build.NEW_YEAR)
    charge = bea.customers.get().subscriptions.get().charges.get()
    build.refund(charge, "22.00", on=date(2026, 1, 20))
    run_through(through=date(2026, 2, 1))
    assert told(bea, date(2026, 2, 15)) == (220, 0, 220)


def test_currencies_are_kept_apart(bea):
    yen = build.customer("C2", of=bea)
    build.subscription("S2", of=yen, price="4415", currency="JPY")
    run_through(through=build.NEW_YEAR)
    found = {b.currency: b.balance_minor for b in balances(bea, on=build.NEW_YEAR)}
    assert found == {"JPY": 442, "USD": 220}
