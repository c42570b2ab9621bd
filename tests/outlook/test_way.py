"""The nearest way to the next rank: who takes the steps gets there."""

import pytest

from agents.models import Agent, Product
from commissions.nights.run import run_through
from commissions.outlook.base import base
from commissions.outlook.terms import Terms, usual_terms
from commissions.outlook.way import Candidate, way
from commissions.outlook.what_if import More, what_if
from tests import build

DAY = build.NEW_YEAR


@pytest.fixture
def ann(db):
    """Ann above Bea, Cy and Dee; Bea with 100 points and Fay (30) below her, Cy with 20."""
    build.plan(
        {"name": "Associate"},
        {"name": "Star", "personal_volume": 110, "customers": 2},
        {
            "name": "Leader",
            "personal_volume": 50,
            "customers": 3,
            "group_volume": 300,
            "max_leg_share_ppm": 400_000,
            "legs": 2,
            "leg_position": 1,
        },
    )
    ann = build.agent("ANN")
    bea, cy, _ = (build.agent(code, under=ann) for code in ("BEA", "CY", "DEE"))
    fay = build.agent("FAY", under=bea)
    for who, volumes in ((ann, (60, 60)), (bea, (100,)), (cy, (20,)), (fay, (30,))):
        for number, volume in enumerate(volumes):
            ref = f"{who.code}{number}"
            build.subscription(ref, of=build.customer(ref, of=who), volume=volume)
    run_through(through=DAY)
    return ann


def found(agent: Agent, usual: Terms | None = None):
    return way(base(agent, day=DAY), usual=usual)


def test_each_requirement_that_is_not_met_has_its_smallest_step(ann):
    shown = found(ann)
    assert (shown.rank, shown.volume, shown.customers.customers) == ("Leader", None, 1)
    # 120 of her own; of Bea's leg (130) 120 count, all 20 of Cy's.
    assert (shown.group.points, shown.group.cap, shown.group.full) == (40, 120, 1)
    assert [(room.agent.code, room.points) for room in shown.group.rooms] == [
        ("CY", 100),
        ("DEE", 120),
    ]
    assert (shown.legs.legs, shown.legs.rank, shown.legs.new) == (2, "Star", 0)


def test_in_each_leg_the_one_who_misses_the_least_comes_first(ann):
    bea, cy, dee = found(ann).legs.candidates
    assert bea == Candidate(
        leg=Agent.objects.get(code="BEA"),
        agent=Agent.objects.get(code="BEA"),
        rank="Star",
        personal_volume=10,
        customers=1,
        group_volume=0,
        legs=0,
    )
    assert [(c.agent.code, c.personal_volume, c.customers) for c in (cy, dee)] == [
        ("CY", 90, 1),
        ("DEE", 110, 2),
    ]


def test_who_is_deeper_in_the_leg_may_be_nearer(ann):
    fay = Agent.objects.get(code="FAY")
    build.subscription("F2", of=build.customer("F2", of=fay), volume=79)
    run_through(through=DAY.replace(day=2))
    first = way(base(ann, day=DAY.replace(day=2)), usual=None).legs.candidates[0]
    assert (first.leg.code, first.agent.code, first.personal_volume) == ("BEA", "FAY", 1)


def test_who_is_terminated_is_nobodys_candidate(ann):
    Agent.objects.filter(code__in=["DEE", "BEA"]).update(status=Agent.Status.TERMINATED)
    assert [c.agent.code for c in found(ann).legs.candidates] == ["FAY", "CY"]


def test_points_as_customers_on_the_usual_terms(ann):
    product = Product.objects.get()
    usual = Terms(product, "USD", 2200, 2200, 25)
    assert found(ann, usual).group.customers == 2
    bea = found(Agent.objects.get(code="BEA"), usual)
    assert (bea.volume.points, bea.volume.customers) == (10, 1)
    assert found(ann, Terms(product, "USD", 2200, 2200, 0)).group.customers is None


def test_the_usual_terms_are_the_most_frequent_of_each_product_and_currency(ann):
    bea = Agent.objects.get(code="BEA")
    for number, price in enumerate(["9.00", "9.00", "8.00"]):
        ref = f"M{number}"
        told = {"price": price, "currency": "EUR", "product": "Mobile", "volume": 7}
        build.subscription(ref, of=build.customer(ref, of=bea), **told)
    internet, mobile = usual_terms()
    assert (internet.product.name, internet.currency, internet.volume) == ("Internet", "USD", 60)
    assert (mobile.product.name, mobile.price_minor, mobile.volume) == ("Mobile", 900, 7)


def test_who_takes_all_the_steps_holds_the_rank(ann):
    shown = found(ann)

    def customers(who: Agent, many: int, volume: int) -> More:
        return More(who, many, "USD", 1, 1, volume)

    steps = [customers(ann, shown.customers.customers, 0)]
    steps += [customers(shown.group.rooms[0].agent, 1, shown.group.points)]
    for candidate in shown.legs.candidates[: shown.legs.legs]:
        steps.append(customers(candidate.agent, 1, candidate.personal_volume))
        steps.append(customers(candidate.agent, candidate.customers - 1, 0))
    assert what_if(ann, day=DAY, more=steps).after.stand.rank == "Leader"
    # Each of them is needed.
    for at, one in enumerate(steps):
        rest = steps[:at] + steps[at + 1 :]
        if one.customers and at != 1:
            assert what_if(ann, day=DAY, more=rest).after.stand.rank == "Star"


def test_legs_that_are_not_there_have_to_be_begun(ann):
    dee = Agent.objects.get(code="DEE")
    for number in range(2):
        build.subscription(f"D{number}", of=build.customer(f"D{number}", of=dee), volume=60)
    run_through(through=DAY.replace(day=2))
    legs = way(base(dee, day=DAY.replace(day=2)), usual=None).legs
    assert (legs.legs, legs.new, legs.candidates) == (2, 2, ())


def test_at_the_top_there_is_no_way_up(ann):
    bea, cy = (Agent.objects.get(code=code) for code in ("BEA", "CY"))
    build.subscription("A9", of=build.customer("A9", of=ann))
    for number, who in enumerate((bea, bea, cy, cy)):
        build.subscription(f"T{number}", of=build.customer(f"T{number}", of=who), volume=100)
    run_through(through=DAY.replace(day=2))
    assert way(base(ann, day=DAY.replace(day=2)), usual=None) is None
