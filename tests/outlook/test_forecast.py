"""The month: what is certain, what tonight brings, what may still come and what that rests on."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from django.db import transaction

from agents.models import Agent, Subscription
from commissions.engine.rounding import MICRO
from commissions.nights.models import Line
from commissions.nights.run import run_through
from commissions.outlook.forecast import forecast
from commissions.outlook.weights import ALL, share_ppm, weighted, weights
from tests import build

LAST = date(2026, 2, 10)
TONIGHT = LAST + timedelta(days=1)


@dataclass
class Month:
    month: date
    came: int
    renewed: int


@dataclass
class Renewal:
    age: int
    months: list[Month]
    came: int = field(init=False)
    renewed: int = field(init=False)

    def __post_init__(self):
        self.came = sum(month.came for month in self.months)
        self.renewed = sum(month.renewed for month in self.months)


def observed(age: int, *months: tuple[int, int]) -> Renewal:
    return Renewal(age, [Month(date(2025, n + 1, 1), *m) for n, m in enumerate(months)])


@pytest.fixture
def bea(db):
    """Below Ann, above Dan. Her rate is 10 %, of Dan's 5 %."""
    build.plan(hold_days=14)
    bea = build.agent("BEA", under=build.agent("ANN"))
    dan = build.agent("DAN", under=bea)
    cases = [
        ("S1", bea, date(2026, 1, 5), {}),  # charged on 5 February
        ("S2", bea, date(2026, 1, 20), {}),  # due on the 20th, for the first time again
        ("S3", dan, date(2026, 1, 31), {"price": "30.01"}),  # due on the 28th
        ("S4", dan, date(2026, 1, 11), {}),  # due tonight
        ("S5", bea, date(2026, 1, 25), {"ended_on": date(2026, 2, 25)}),  # over by then
        ("S6", bea, date(2026, 2, 15), {}),  # begins
        ("S7", bea, date(2026, 1, 21), {"billing": "external"}),  # paid in January
        ("S8", bea, date(2026, 1, 22), {"billing": "external"}),  # never paid
        ("S9", bea, date(2026, 3, 1), {}),  # not this month
        ("S0", bea, date(2025, 12, 24), {}),  # its second renewal
    ]
    for ref, who, started_on, told in cases:
        made = build.subscription(
            ref, of=build.customer(ref, of=who), started_on=started_on, **told
        )
        if ref == "S7":
            build.charge(made, started_on)
    run_through(through=LAST)
    return bea


def shown(agent: Agent, *rates: Renewal):
    return forecast(agent, day=TONIGHT, today=TONIGHT, observed=rates)


def test_what_is_certain_is_what_the_months_nights_have_posted(bea):
    [posted] = shown(bea).posted
    assert (posted.currency, posted.posted_minor, posted.held_minor) == ("USD", 220, 220)
    assert (posted.first_free_on, posted.all_free_on) == (date(2026, 2, 19), date(2026, 2, 19))


def test_tonight_is_in_it_as_it_would_be_posted(bea):
    found = shown(bea)
    assert found.month == date(2026, 2, 1)
    assert [t.signed_minor for t in found.tonight.transfers] == [110]
    assert found.totals[0].tonight_micro == 110 * MICRO


def test_what_is_still_to_renew_by_age(bea):
    found = {one.age: (one.subscriptions, one.full_micro) for one in shown(bea).expected}
    assert found == {
        0: (1, {"USD": 220 * MICRO}),
        # S2, S3 at 5 %, S7.
        1: (3, {"USD": 220 * MICRO + 150_050_000 + 220 * MICRO}),
        2: (1, {"USD": 220 * MICRO}),
    }


def test_each_age_is_weighted_by_what_was_observed_of_it(bea):
    first, second = observed(1, (50, 40), (50, 45)), observed(2, (100, 99))
    found = shown(bea, first, second)
    begins, once, twice = found.expected
    assert begins.amounts("USD") == (0, 220 * MICRO, 220 * MICRO)
    full = 590_050_000
    assert once.amounts("USD") == (full * 80 // 100, full * 85 // 100, full * 90 // 100)
    assert twice.amounts("USD") == (217_800_000, 217_800_000, 217_800_000)
    [total] = found.totals
    assert total.sure_micro == 330 * MICRO
    assert total.likely_micro == 220 * MICRO + full * 85 // 100 + 217_800_000
    assert total.total_low_micro == 330 * MICRO + full * 80 // 100 + 217_800_000
    assert total.total_high_micro == 330 * MICRO + 220 * MICRO + full * 90 // 100 + 217_800_000
    assert found.is_weighed


def test_where_nothing_was_observed_nothing_is_expected_of_renewals(bea):
    found = shown(bea)
    assert not found.is_weighed
    assert [one.amounts("USD")[:2] for one in found.expected[1:]] == [(0, 0), (0, 0)]
    assert found.totals[0].high_micro == 220 * MICRO * 2 + 590_050_000


def test_the_number_of_subscriptions_and_what_was_looked_at(bea):
    found = shown(bea)
    assert (found.subscriptions, found.tonight.agents) == (5, 2)


def test_if_all_renew_the_rest_of_the_month_pays_what_all_would_bring(bea):
    """Automatic ones do renew; S7 doesn't, as nobody reports it."""
    expected = sum(one.full_micro["USD"] for one in shown(bea).expected)
    with transaction.atomic():
        run_through(through=date(2026, 2, 28))
        lines = Line.objects.filter(earner=bea, run__gt=TONIGHT)
        assert sum(lines.values_list("amount_micro", flat=True)) == expected - 220 * MICRO
        transaction.set_rollback(True)


def test_few_observations_and_unknown_ages_take_those_of_all_ages(bea):
    few, many = observed(1, (3, 0)), observed(3, (60, 30), (40, 30))
    found = weights([few, many], [1, 2, 3, 9])
    assert {age: weight.age for age, weight in found.items()} == {1: ALL, 2: ALL, 3: 3, 9: 3}
    assert (found[3].low_ppm, found[3].likely_ppm, found[3].high_ppm) == (500_000, 600_000, 750_000)
    assert (found[1].came, found[1].renewed) == (103, 60)


def test_shares_and_weighted_amounts_are_rounded_half_up():
    assert [share_ppm(*pair) for pair in ((1, 3), (2, 3), (0, 5), (5, 5))] == [
        333_333,
        666_667,
        0,
        1_000_000,
    ]
    assert [weighted(amount, 500_000) for amount in (1, 2, 3)] == [1, 1, 2]


def test_in_a_month_without_anything_yet_all_is_empty(bea):
    new = build.agent("NEW", under=bea)
    found = shown(new)
    assert (found.posted, found.expected, found.totals) == ((), (), ())
    assert found.subscriptions == 0


def test_the_number_of_queries_does_not_grow_with_the_team(bea, django_assert_max_num_queries):
    with django_assert_max_num_queries(45) as few:
        shown(Agent.objects.get(code="DAN"))
    with django_assert_max_num_queries(len(few)):
        shown(Agent.objects.get(code="ANN"))


def test_a_charge_paid_on_a_later_day_of_the_month_is_counted_in_full(bea):
    """And is what the night of that day then pays."""
    s7 = Subscription.objects.get(ref="S7")
    build.charge(s7, date(2026, 2, 21), paid_on=date(2026, 2, 24))
    found = shown(bea)
    ahead = found.expected[0]
    assert (ahead.paid_ahead, ahead.subscriptions) == (True, 1)
    assert ahead.amounts("USD") == (220 * MICRO,) * 3
    assert [one.subscriptions for one in found.expected] == [1, 1, 2, 1]
    run_through(through=date(2026, 2, 24))
    night = Line.objects.filter(earner=bea, run=date(2026, 2, 24))
    assert night.get(charge__subscription=s7).amount_micro == 220 * MICRO


def test_one_that_was_refunded_or_is_paid_next_month_is_not(bea):
    s7, s8 = (Subscription.objects.get(ref=ref) for ref in ("S7", "S8"))
    refunded = build.charge(s7, date(2026, 2, 21), paid_on=date(2026, 2, 24))
    build.refund(refunded, "1.00", on=date(2026, 2, 11))
    build.charge(s8, date(2026, 2, 22), paid_on=date(2026, 3, 2))
    assert [one.age for one in shown(bea).expected] == [0, 1, 2]
