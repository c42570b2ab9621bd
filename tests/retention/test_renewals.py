"""How many subscriptions of the company renewed, by age."""

import random
from collections import Counter
from datetime import date
from fractions import Fraction

import pytest

from agents.models import Charge
from agents.periods import period_start
from agents.retention.renewals import Month, Renewal, observed
from tests import build

JANUARY, FEBRUARY, MARCH, APRIL = (date(2026, month, 1) for month in (1, 2, 3, 4))


@pytest.fixture
def bea(db):
    return build.agent("BEA")


def charged(ref: str, started_on: date, periods: range | list[int], *, of, **fields):
    """One subscription, charged for its periods of these numbers."""
    monthly = build.subscription(
        ref, of=build.customer(ref, of=of, **fields), started_on=started_on
    )
    return [build.charge(monthly, period_start(started_on, k)) for k in periods]


def test_two_of_three_came_back_for_a_second_month_and_one_of_two_for_a_third(bea):
    charged("S1", JANUARY, range(3), of=bea)
    charged("S2", JANUARY, range(2), of=bea)
    charged("S3", JANUARY, range(1), of=bea)
    first, second = observed(day=date(2026, 3, 31))
    assert first == Renewal(1, came=3, renewed=2, months=(Month(FEBRUARY, 3, 2),))
    assert second == Renewal(2, came=2, renewed=1, months=(Month(MARCH, 2, 1),))
    assert first.rate == Fraction(2, 3)


def test_the_worst_and_the_best_month_of_an_age(bea):
    charged("S1", JANUARY, range(2), of=bea)
    charged("S2", FEBRUARY, range(1), of=bea)
    charged("S3", MARCH, range(2), of=bea)
    charged("S4", MARCH, range(1), of=bea)
    first = observed(day=date(2026, 4, 30))[0]
    assert first.months == (Month(FEBRUARY, 1, 1), Month(MARCH, 1, 0), Month(APRIL, 2, 1))
    assert (first.came, first.renewed) == (4, 2)
    assert first.worst.month == MARCH
    assert first.best.month == FEBRUARY


def test_who_began_on_the_31st_renews_on_the_last_of_february(bea):
    charged("S1", date(2026, 1, 31), range(2), of=bea)
    assert observed(day=date(2026, 2, 27)) == []
    assert observed(day=date(2026, 2, 28))[0].months == (Month(FEBRUARY, 1, 1),)


def test_a_month_that_is_not_over_is_left_out(bea):
    charged("S1", date(2026, 1, 20), range(1), of=bea)
    assert observed(day=date(2026, 2, 27)) == []


def test_who_missed_a_month_did_not_renew_and_does_not_come_to_the_next(bea):
    charged("S1", JANUARY, [0, 2], of=bea)
    assert observed(day=date(2026, 3, 31)) == [Renewal(1, 1, 0, (Month(FEBRUARY, 1, 0),))]


def test_refunded_in_full_is_not_renewed_and_paid_late_is_from_that_day_on(bea):
    _, full = charged("S1", JANUARY, range(2), of=bea)
    _, late = charged("S2", JANUARY, range(2), of=bea)
    build.refund(full, "22.00", on=date(2026, 2, 5))
    Charge.objects.filter(pk=late.pk).update(paid_on=date(2026, 3, 2))
    assert observed(day=date(2026, 2, 4)) == []
    assert observed(day=MARCH)[0].renewed == 0
    assert observed(day=date(2026, 3, 2))[0].renewed == 1


def test_free_months_renew_and_own_accounts_are_left_out(bea):
    charged("S1", JANUARY, range(2), of=bea, own_account=True)
    free = build.subscription("S2", of=build.customer("C2", of=bea), price="0")
    build.charge(free, JANUARY)
    build.charge(free, FEBRUARY)
    assert observed(day=date(2026, 2, 28)) == [Renewal(1, 1, 1, (Month(FEBRUARY, 1, 1),))]


def test_only_the_last_six_months_and_old_ages_as_one(bea):
    charged("S1", date(2023, 1, 1), range(37), of=bea)
    charged("S2", date(2023, 12, 1), range(26), of=bea)
    found = observed(day=date(2026, 1, 31))
    assert [(r.age, r.came) for r in found] == [(20, 1), (21, 1), (22, 1), (23, 1), (24, 6 + 2)]


@pytest.mark.parametrize("seed", range(5))
def test_it_counts_as_one_would_by_hand(bea, seed):
    """Random subscriptions with random gaps, against a loop over their months."""
    rng = random.Random(seed)
    begun = {f"S{n}": date(2025, rng.randint(4, 12), rng.randint(1, 31 - 3)) for n in range(12)}
    paid = {ref: sorted(rng.sample(range(10), rng.randint(1, 9))) for ref in begun}
    for ref, started_on in begun.items():
        charged(ref, started_on, paid[ref], of=bea)
    due: Counter = Counter()
    for ref, started_on in begun.items():
        for k in range(1, 11):
            day = period_start(started_on, k)
            if k - 1 in paid[ref] and date(2025, 11, 1) <= day < date(2026, 5, 1):
                due[k, day.replace(day=1), k in paid[ref]] += 1
    found = observed(day=date(2026, 4, 30))
    assert {(r.age, m.month): (m.came, m.renewed) for r in found for m in r.months} == {
        (k, month): (due[k, month, True] + due[k, month, False], due[k, month, True])
        for k, month, _ in due
    }
