"""Enrolling one agent: into its sponsor's free space, and nobody else is touched."""

import pytest

from agents.models import Agent
from agents.tree import check, labels
from agents.tree.enrol import SponsorTerminated, enrol
from agents.tree.node import WrittenPastTheTree
from tests import build
from tests.agents.tree.plain import SOMEONE, rows_written


def test_a_recruit_stands_inside_its_sponsors_interval(db):
    ann = build.agent("ANN")
    bea = build.agent("BEA", under=ann)
    build.agent("CY", under=ann)
    build.agent("DAN", under=bea)
    build.agent("EVE")
    assert [a.code for a in Agent.objects.order_by("tree_id", "lft")] == [
        *("ANN", "BEA", "DAN", "CY"),
        "EVE",
    ]
    assert list(check.problems()) == []
    assert ann.get_descendant_count() == 3


def test_nobody_is_enrolled_under_a_terminated_agent(db):
    ann = build.agent("ANN", status="terminated")
    with pytest.raises(SponsorTerminated, match="ANN is terminated"):
        enrol(code="BEA", sponsor=ann, **SOMEONE)


def test_a_sponsor_that_was_terminated_meanwhile_is_seen(db):
    ann = build.agent("ANN")
    Agent.objects.update(status="terminated")
    with pytest.raises(SponsorTerminated):
        enrol(code="BEA", sponsor=ann, **SOMEONE)


def test_enrolling_writes_no_other_row(db):
    ann = build.agent("ANN")
    for number in range(30):
        with rows_written() as written:
            build.agent(f"B{number}", under=ann)
        assert written == []


@pytest.mark.parametrize("shape", ["chain", "team"])
def test_where_room_runs_out_few_rows_are_written(db, monkeypatch, shape):
    monkeypatch.setattr(labels, "BITS", 18)
    monkeypatch.setattr(labels, "SIZE", 2**18)
    top = build.agent("ANN")
    spreads = []
    for number in range(250):
        with rows_written() as written:
            made = build.agent(f"B{number}", under=top)
        spreads += written
        top = made if shape == "chain" else top
    assert list(check.problems()) == []
    assert spreads and sum(spreads) / 250 < 25


def test_a_full_tree_says_so(db, monkeypatch):
    monkeypatch.setattr(labels, "BITS", 8)
    monkeypatch.setattr(labels, "SIZE", 2**8)
    ann = build.agent("ANN")
    with pytest.raises(labels.TreeFull):
        fill(ann)


def fill(ann: Agent) -> None:
    for number in range(60):
        build.agent(f"B{number}", under=ann)


@pytest.mark.parametrize("under", [None, "ANN"])
def test_an_agent_saved_past_the_tree_is_refused(db, under):
    ann = build.agent("ANN")
    agent = Agent(code="BEA", sponsor=ann if under else None, arrival=ann.arrival, **SOMEONE)
    with pytest.raises(WrittenPastTheTree):
        agent.save()


def test_a_sponsor_changed_past_the_tree_is_refused(db):
    ann, eve = build.agent("ANN"), build.agent("EVE")
    bea = build.agent("BEA", under=ann)
    bea.sponsor = eve
    with pytest.raises(WrittenPastTheTree):
        bea.save()


@pytest.mark.parametrize(
    "write",
    [
        lambda ann, bea: Agent.objects.move_node(bea, ann),
        lambda ann, bea: bea.move_to(ann),
        lambda ann, bea: Agent.objects.partial_rebuild(1),
        lambda ann, bea: Agent.objects.delay_mptt_updates(),
        lambda ann, bea: Agent.objects.disable_mptt_updates(),
    ],
)
def test_mptt_s_own_writing_is_refused(db, write):
    ann = build.agent("ANN")
    with pytest.raises(WrittenPastTheTree):
        write(ann, build.agent("BEA", under=ann))


def test_saving_an_agent_leaves_its_place_as_it_is_now(db):
    ann, eve = build.agent("ANN"), build.agent("EVE")
    bea = build.agent("BEA", under=ann)
    Agent.objects.filter(pk=bea.pk).update(sponsor=eve, lft=5, rght=6, tree_id=9)
    bea.name = "Beatrice"
    bea.save()
    bea.refresh_from_db()
    assert (bea.name, bea.sponsor, bea.lft, bea.tree_id) == ("Beatrice", eve, 5, 9)


def test_a_deleted_leaf_leaves_a_gap(db):
    ann = build.agent("ANN")
    build.agent("BEA", under=ann).delete()
    build.agent("CY", under=ann)
    assert list(check.problems()) == []
    assert ann.get_descendant_count() == 1


def test_rebuilding_repairs_a_damaged_tree(db):
    ann = build.agent("ANN")
    bea = build.agent("BEA", under=ann)
    build.agent("CY", under=bea)
    Agent.objects.update(lft=3, rght=4, level=7)
    assert list(check.problems())
    Agent.objects.rebuild()
    assert list(check.problems()) == []


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ({"lft": 4, "rght": 7}, "outside of its sponsor's interval"),
        ({"level": 5}, "has not its sponsor's level and one"),
        ({"tree_id": 9}, "outside of its sponsor's interval"),
    ],
)
def test_the_check_names_who_stands_wrong(db, damage, said):
    ann = build.agent("ANN")
    Agent.objects.update(lft=1000, rght=2000)
    bea = build.agent("BEA", under=ann)
    Agent.objects.filter(pk=bea.pk).update(**damage)
    assert any("BEA" in problem and said in problem for problem in check.problems())


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda bea, cy: {"lft": bea.lft}, "shares an end"),
        (lambda bea, cy: {"lft": bea.lft + 1}, "stands across"),
        (
            lambda bea, cy: {"lft": bea.lft + 1, "rght": bea.lft + 2},
            "inside of, an agent not above",
        ),
    ],
)
def test_the_check_names_who_crosses_another(db, damage, said):
    ann = build.agent("ANN")
    bea, cy = build.agent("BEA", under=ann), build.agent("CY", under=ann)
    Agent.objects.filter(pk=cy.pk).update(**damage(bea, cy))
    assert any(said in problem for problem in check.problems())


def test_two_roots_in_one_tree_are_named(db):
    ann, eve = build.agent("ANN"), build.agent("EVE")
    Agent.objects.filter(pk=eve.pk).update(tree_id=ann.tree_id)
    assert any("another root" in problem for problem in check.problems())
