"""What the next rank needs, from stored rows: the same as the engine says."""

from datetime import date, timedelta

import pytest

from agents.models import Agent
from commissions.nights.run import run_through
from commissions.standings.progress import progress
from tests import build

FIRST = build.NEW_YEAR


@pytest.fixture
def ann(db):
    """Ann above Bea, Cy and Dee; Bea with 100 points and Fay below her, Cy with 20."""
    build.plan(
        {"name": "Associate"},
        {"name": "Builder", "customers": 1},
        {"name": "Star", "personal_volume": 100},
        {
            "name": "Leader",
            "personal_volume": 10,
            "group_volume": 200,
            "max_leg_share_ppm": 400_000,
            "legs": 2,
            "leg_position": 1,
        },
        active_volume=40,
        active_customers=2,
    )
    ann = build.agent("ANN")
    bea, cy, _ = (build.agent(code, under=ann) for code in ("BEA", "CY", "DEE"))
    build.agent("FAY", under=bea)
    for who, volume in ((ann, 30), (bea, 100), (cy, 20)):
        build.subscription(who.code, of=build.customer(who.code, of=who), volume=volume)
    run_through(through=FIRST)
    return ann


def found(agent: Agent, day: date = FIRST):
    return progress(agent, day=day)


def test_volume_from_a_leg_counts_up_to_its_share(ann):
    needs = {need.name: need for need in found(ann).needs}
    assert found(ann).rank == "Builder"
    assert found(ann).next_rank == "Star"
    assert needs["personal_volume"].missing == 70


def test_legs_and_capped_volume_of_the_rank_after(ann):
    bea = found(Agent.objects.get(code="BEA"))
    assert (bea.rank, bea.next_rank) == ("Star", "Leader")
    needs = {need.name: (need.have, need.need) for need in bea.needs}
    assert needs == {"personal_volume": (100, 10), "group_volume": (100, 200), "legs": (0, 2)}


def test_of_a_leg_s_volume_only_its_share_counts(ann):
    fay = Agent.objects.get(code="FAY")
    build.subscription("F1", of=build.customer("F1", of=fay), volume=95, started_on=FIRST)
    day = FIRST + timedelta(days=1)
    run_through(through=day)
    needs = {need.name: need.have for need in found(Agent.objects.get(code="BEA"), day).needs}
    assert needs["group_volume"] == 100 + 80


def test_at_the_top_nothing_is_needed(ann):
    build.subscription("X1", of=build.customer("X1", of=ann), volume=90, started_on=FIRST)
    build.subscription(
        "X2", of=build.customer("X2", of=Agent.objects.get(code="DEE")), volume=90, started_on=FIRST
    )
    day = FIRST + timedelta(days=1)
    run_through(through=day)
    # 120 of her own, and 80 + 20 + 80 of the legs; Bea and Dee hold Builder.
    top = found(ann, day)
    assert (top.rank, top.next_rank, top.needs) == ("Leader", None, ())


def test_what_is_missing_to_be_active(ann):
    missing = {need.name: need.missing for need in found(ann).missing_for_active}
    assert missing == {"personal_volume": 10, "customers": 1}


def test_who_joined_after_the_night_has_no_standing_yet(ann):
    assert found(build.agent("NEW", under=ann)) is None


def test_the_number_of_queries_does_not_grow_with_the_team(ann, django_assert_num_queries):
    with django_assert_num_queries(5):
        found(Agent.objects.get(pk=ann.pk))
    for number in range(20):
        build.agent(f"L{number}", under=ann)
    day = FIRST + timedelta(days=1)
    run_through(through=day)
    with django_assert_num_queries(5):
        found(Agent.objects.get(pk=ann.pk), day)
