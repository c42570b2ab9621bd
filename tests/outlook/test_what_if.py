"""What if there were more customers: as if they were there, and the night ran."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.models import Agent
from commissions.nights.models import Line
from commissions.nights.run import run_through
from commissions.outlook.what_if import More, what_if
from commissions.standings.models import Standing
from tests import build

FIRST = build.NEW_YEAR


@pytest.fixture
def company(db):
    """Ann above Bea and Cy, Dan below Bea; a customer each, all charged in the first night."""
    build.plan(
        {"name": "Associate", "residual_ppm": 100_000, "levels_ppm": [50_000]},
        {
            "name": "Builder",
            "residual_ppm": 110_000,
            "levels_ppm": [50_000, 30_000],
            "customers": 2,
            "personal_volume": 40,
        },
        {
            "name": "Leader",
            "residual_ppm": 123_457,
            "levels_ppm": [60_000, 40_000],
            "override_ppm": 20_000,
            "group_volume": 150,
            "max_leg_share_ppm": 500_000,
            "legs": 1,
            "leg_position": 1,
        },
        active_volume=20,
    )
    ann = build.agent("ANN")
    bea = build.agent("BEA", under=ann)
    people = {"ANN": ann, "BEA": bea, "CY": build.agent("CY", under=ann)}
    people["DAN"] = build.agent("DAN", under=bea)
    for code, who in people.items():
        build.subscription(code, of=build.customer(code, of=who))
    return people


@pytest.fixture
def ran(company):
    run_through(through=FIRST)
    return company


def more(who: Agent, customers: int, *, volume: int = 20, price: int = 2200) -> More:
    return More(who, customers, "USD", price, price, volume)


def below(agent: Agent, cases: list[tuple]) -> list[More]:
    """Those of the cases that are of the agent or its downline."""
    inside = set(agent.get_descendants(include_self=True).values_list("code", flat=True))
    people = Agent.objects.in_bulk(field_name="code")
    return [
        more(people[code], many, volume=volume, price=price)
        for code, many, volume, price in cases
        if code in inside
    ]


def stands(agent: Agent) -> tuple:
    found = Standing.objects.on(FIRST).get(agent=agent)
    return found.pv, found.customers, found.gv, found.active, found.rank


def shown(stand) -> tuple:
    return stand.pv, stand.customers, stand.gv, stand.active, stand.position


def paid(agent: Agent) -> int:
    return sum(Line.objects.filter(run=FIRST, earner=agent).values_list("amount_micro", flat=True))


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


CASES = st.lists(
    st.tuples(
        st.sampled_from(["ANN", "BEA", "CY", "DAN"]),
        st.integers(1, 3),
        st.sampled_from([0, 20, 60]),
        st.sampled_from([0, 1, 2200, 4999]),
    ),
    max_size=4,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(CASES)
def test_it_is_what_the_night_decides_and_pays_once_they_are_there(company, cases):
    """All charges are due in the first night: so it pays a month of each."""
    foreseen, before = {}, {}
    with undone():
        run_through(through=FIRST)
        for code, who in company.items():
            foreseen[code] = what_if(who, day=FIRST, more=below(who, cases))
            before[code] = stands(who), paid(who)
    with undone():
        for number, (code, many, volume, price) in enumerate(cases):
            for n in range(many):
                of = build.customer(f"N{number}-{n}", of=company[code])
                build.subscription(of.ref, of=of, price=f"{price / 100:.2f}", volume=volume)
        run_through(through=FIRST)
        for code, who in company.items():
            found = foreseen[code]
            assert (shown(found.before.stand), found.before.pay_micro("USD")) == before[code]
            after = shown(found.after.stand), found.after.pay_micro("USD")
            assert after == (stands(who), paid(who))


def test_rank_and_pay_worked_by_hand(ran):
    bea = ran["BEA"]
    found = what_if(bea, day=FIRST, more=[more(bea, 2), more(ran["DAN"], 1, price=5005)])
    # A Builder: 11 % of three months of 22.00, 5 % of 22.00 and of 50.05.
    assert (found.before.stand.rank, found.after.stand.rank) == ("Associate", "Builder")
    [usd] = found.pay
    assert usd.before_micro == 220_000_000 + 110_000_000
    assert usd.after_micro == 3 * 242_000_000 + 110_000_000 + 250_250_000
    assert usd.more_micro == usd.after_micro - usd.before_micro
    assert (found.agents, found.charges) == (2, 2)


def test_another_currency_stands_beside(ran):
    ann = ran["ANN"]
    found = what_if(ann, day=FIRST, more=[More(ann, 1, "JPY", 4415, 4415, 20)])
    assert {pay.currency: pay.before_micro for pay in found.pay}["JPY"] == 0
    assert {pay.currency: pay.more_micro for pay in found.pay}["JPY"] > 0


def test_nothing_more_changes_nothing(ran):
    found = what_if(ran["ANN"], day=FIRST, more=[])
    assert found.before == found.after


def test_the_most_customers_at_the_largest_price_do_not_overflow(ran):
    ann = ran["ANN"]
    found = what_if(ann, day=FIRST, more=[More(ann, 10_000, "IDR", 10**12, 10**12, 10**9)])
    [rupiah] = [pay for pay in found.pay if pay.currency == "IDR"]
    rate = {"Associate": 100_000, "Builder": 110_000, "Leader": 123_457 + 20_000}
    assert rupiah.after_micro == 10_000 * 10**12 * rate[found.after.stand.rank]
