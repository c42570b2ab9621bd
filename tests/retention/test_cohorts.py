"""Customers by the month of their first charge, and how many were left k months later."""

from datetime import date

import pytest

from agents.retention.cohorts import Cohort, cohorts
from tests import build

JANUARY, FEBRUARY, MARCH = (date(2026, month, 1) for month in (1, 2, 3))


@pytest.fixture
def bea(db):
    return build.agent("BEA")


def charged(ref: str, *periods: date, of, **fields):
    """A customer with one subscription, charged for these periods."""
    customer = build.customer(ref, of=of, **fields)
    monthly = build.subscription(f"S-{ref}", of=customer, started_on=periods[0])
    return [build.charge(monthly, period) for period in periods]


def test_three_began_in_january_two_were_left_in_february_and_one_in_march(bea):
    charged("C1", JANUARY, FEBRUARY, MARCH, of=bea)
    charged("C2", JANUARY, FEBRUARY, of=bea)
    charged("C3", JANUARY, of=bea)
    charged("C4", FEBRUARY, MARCH, of=bea)
    assert cohorts(bea, day=date(2026, 3, 31)) == [
        Cohort(JANUARY, 3, (2, 1)),
        Cohort(FEBRUARY, 1, (1,)),
    ]


def test_a_month_that_is_not_over_says_nothing_yet(bea):
    charged("C1", JANUARY, FEBRUARY, MARCH, of=bea)
    charged("C2", MARCH, of=bea)
    assert cohorts(bea, day=date(2026, 3, 30)) == [
        Cohort(JANUARY, 1, (1,)),
        Cohort(MARCH, 1, ()),
    ]


def test_who_comes_back_is_counted_again(bea):
    charged("C1", JANUARY, MARCH, of=bea)
    assert cohorts(bea, day=date(2026, 3, 31)) == [Cohort(JANUARY, 1, (0, 1))]


def test_two_subscriptions_are_one_customer_who_stays_with_either(bea):
    [first] = charged("C1", JANUARY, of=bea)
    second = build.subscription("S2", of=first.subscription.customer, started_on=date(2026, 1, 20))
    build.charge(second, date(2026, 1, 20))
    build.charge(second, date(2026, 2, 20))
    assert cohorts(bea, day=date(2026, 2, 28)) == [Cohort(JANUARY, 1, (1,))]


def test_a_charge_refunded_in_full_was_none_and_one_refunded_in_part_was(bea):
    _, full = charged("C1", JANUARY, FEBRUARY, of=bea)
    _, part = charged("C2", JANUARY, FEBRUARY, of=bea)
    build.refund(full, "11.00", on=date(2026, 2, 3))
    build.refund(full, "11.00", on=date(2026, 2, 27))
    build.refund(part, "21.99", on=date(2026, 2, 3))
    assert cohorts(bea, day=date(2026, 2, 28)) == [Cohort(JANUARY, 2, (1,))]


def test_who_got_the_first_month_back_began_with_the_second(bea):
    first, _ = charged("C1", JANUARY, FEBRUARY, of=bea)
    build.refund(first, "22.00", on=date(2026, 1, 2))
    assert cohorts(bea, day=date(2026, 2, 28)) == [Cohort(FEBRUARY, 1, ())]


def test_a_charge_counts_from_the_day_on_which_it_is_paid(bea):
    monthly = build.subscription("S1", of=build.customer("C1", of=bea))
    build.charge(monthly, JANUARY)
    build.charge(monthly, FEBRUARY, paid_on=date(2026, 3, 2))
    assert cohorts(bea, day=date(2026, 3, 1))[0].left == (0,)
    assert cohorts(bea, day=date(2026, 3, 2))[0].left == (1,)


def test_own_accounts_and_others_customers_are_left_out(bea):
    charged("C1", JANUARY, of=bea, own_account=True)
    charged("C2", JANUARY, of=build.agent("DAN", under=bea))
    assert cohorts(bea, day=date(2026, 2, 28)) == []


def test_who_began_more_than_twelve_months_ago_is_left_out(bea):
    charged("C1", date(2025, 1, 31), date(2026, 1, 31), of=bea)
    charged("C2", date(2025, 2, 1), date(2026, 1, 1), of=bea)
    [oldest] = cohorts(bea, day=date(2026, 1, 31))
    assert oldest == Cohort(date(2025, 2, 1), 1, (0,) * 10 + (1,))


def test_more_customers_ask_no_more_queries(bea, django_assert_num_queries):
    for number in range(12):
        charged(f"C{number}", JANUARY, FEBRUARY, of=bea)
    with django_assert_num_queries(2):
        cohorts(bea, day=date(2026, 3, 31))
