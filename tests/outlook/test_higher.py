"""What a higher rank would have paid, against nights in which the agent does hold it."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from django.db import transaction
from django.utils import timezone

from agents.models import Agent
from agents.tree.move import move
from commissions.engine import night as engine_night
from commissions.nights import run
from commissions.nights.models import Entry, Line
from commissions.nights.run import run_through
from commissions.outlook.higher import At, higher, month_of
from commissions.outlook.sums import by_currency
from tests import build

NEW_YEAR = build.NEW_YEAR
LAST = date(2026, 1, 31)


@pytest.fixture
def bea(db):
    """Ann above Bea above Cy and Dan, Eve below Dan; standings change during January."""
    build.plan(
        {"name": "Associate", "residual_ppm": 101_300, "levels_ppm": [50_000]},
        {
            "name": "Builder",
            "residual_ppm": 123_457,
            "levels_ppm": [51_111, 30_000],
            "override_ppm": 10_000,
            "personal_volume": 60,
        },
        {
            "name": "Leader",
            "residual_ppm": 130_000,
            "levels_ppm": [60_000, 40_000, 20_000],
            "override_ppm": 30_000,
            "personal_volume": 100,
        },
        active_volume=20,
    )
    bea = build.agent("BEA", under=build.agent("ANN"))
    cy, dan = (build.agent(code, under=bea) for code in ("CY", "DAN"))
    eve = build.agent("EVE", under=dan)
    sold = [(bea, 1, "22.00"), (cy, 1, "33.33"), (dan, 10, "41.07"), (eve, 12, "19.99")]
    sold += [(eve, 20, "99.01"), (eve, 21, "50.05"), (cy, 15, "4.15")]
    for number, (who, day, price) in enumerate(sold):
        build.subscription(
            f"S{number}",
            of=build.customer(f"C{number}", of=who),
            price=price,
            started_on=date(2026, 1, day),
            currency="USD" if number % 3 else "EUR",
            volume=60 if who == eve else 20,
        )
    return bea


def paid(agent: Agent) -> dict[str, int]:
    """By the lines of January that earn."""
    sums: dict[str, int] = {}
    lines = Line.objects.filter(earner=agent, entry=Entry.EARNED, run__lte=LAST)
    for currency, amount in lines.values_list("charge__subscription__currency", "amount_micro"):
        sums[currency] = sums.get(currency, 0) + amount
    return sums


def forced(patch, agent: Agent, position: int) -> None:
    """Every night decides that the agent holds that rank, and all else as it would."""
    read, qualify = run.read, engine_night.qualify
    order: list[np.ndarray] = []

    def reading(**told):
        found = read(**told)
        order[:] = [found.names.agents]
        return found

    def deciding(*told):
        standing = qualify(*told)
        rank = standing.rank.copy()
        rank[order[0] == agent.pk] = position
        return replace(standing, rank=rank)

    patch.setattr(run, "read", reading)
    patch.setattr(engine_night, "qualify", deciding)


@pytest.mark.parametrize("code", ["ANN", "BEA", "DAN"])
def test_each_rank_comes_to_what_nights_at_that_rank_pay(bea, code):
    agent = Agent.objects.get(code=code)
    with transaction.atomic():
        run_through(through=LAST)
        found = higher(agent, night=LAST)
        assert by_currency(found.paid) == paid(agent)
        transaction.set_rollback(True)
    names = ["Associate", "Builder", "Leader"]
    for at in found.ranks:
        with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
            forced(patch, agent, names.index(at.rank))
            run_through(through=LAST)
            assert at.pay_micro == paid(agent), at.rank
            transaction.set_rollback(True)
    assert [at.rank for at in found.ranks] == names[names.index(found.ranks[0].rank) :]


def test_moves_within_the_month_are_looked_at_as_the_nights_saw_them(bea):
    cy, dan, eve = (Agent.objects.get(code=code) for code in ("CY", "DAN", "EVE"))
    ann = Agent.objects.get(code="ANN")
    steps = [(dan, ann, 11), (eve, cy, 14), (dan, eve, 16), (cy, ann, 20), (cy, bea, 25)]
    for who, to, day in steps:
        run_through(through=date(2026, 1, day))
        move(who, to=to, by=None, reason="", at=timezone.now())
    run_through(through=LAST)
    for agent in Agent.objects.all():
        assert by_currency(higher(agent, night=LAST).paid) == paid(agent), agent.code


def test_a_rank_that_a_nights_plan_did_not_have_is_unknown(bea):
    build.plan(
        {"name": "Associate", "residual_ppm": 100_000},
        {"name": "Emperor", "residual_ppm": 200_000, "personal_volume": 500},
        effective_from=date(2026, 1, 20),
    )
    run_through(through=LAST)
    assert [(at.rank, at.unknown) for at in higher(bea, night=LAST).ranks] == [
        ("Associate", False),
        ("Emperor", True),
    ]


def test_the_month_is_the_last_whole_one_and_this_one_where_there_was_none(bea):
    run_through(through=date(2026, 1, 20))
    assert (higher(bea, night=date(2026, 1, 20)).first, higher(bea, night=LAST).nights) == (
        NEW_YEAR,
        20,
    )
    run_through(through=date(2026, 2, 3))
    found = higher(bea, night=date(2026, 2, 3))
    assert (found.first, found.last, found.nights, found.idle) == (NEW_YEAR, LAST, 31, 0)
    assert (found.agents, found.charges) == (4, 7)
    assert month_of(date(2026, 2, 28)) == (date(2026, 2, 1), date(2026, 2, 28))
    assert month_of(date(2026, 3, 1)) == (date(2026, 2, 1), date(2026, 2, 28))


def test_who_stood_nowhere_has_nothing_to_compare(bea):
    run_through(through=LAST)
    assert higher(build.agent("NEW", under=bea), night=LAST) is None


def test_who_was_not_active_is_told_on_how_many_nights(bea):
    run_through(through=LAST)
    dan = higher(Agent.objects.get(code="DAN"), night=LAST)
    # Until his first customer on the 10th.
    assert dan.idle == 9


def test_the_number_of_queries_does_not_grow_with_the_team(bea, django_assert_max_num_queries):
    run_through(through=LAST)
    with django_assert_max_num_queries(25) as few:
        higher(Agent.objects.get(code="EVE"), night=LAST)
    with django_assert_max_num_queries(len(few)):
        higher(Agent.objects.get(code="ANN"), night=LAST)


def test_a_rank_pays_nothing_where_nothing_was_sold(bea):
    fay = build.agent("FAY", under=bea)
    run_through(through=LAST)
    found = higher(fay, night=LAST)
    assert found.paid == ()
    assert found.ranks[1] == At("Builder", (), unknown=False)
    assert (found.charges, found.nights, found.idle) == (0, 31, 31)
    assert timedelta(days=31) == found.last - found.first + timedelta(days=1)
