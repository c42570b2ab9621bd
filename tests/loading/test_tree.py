"""Loads into a tree that is there already."""

import random

import pytest

from agents.models import Agent
from agents.tree import check
from agents.tree.move import move
from tests.agents.tree.plain import Sponsors, assert_same, rows_written
from tests.build import agent
from tests.loading.folders import NOW, load_files


def agents_csv(sponsors: dict[str, str]) -> dict[str, str]:
    rows = (f"{code},{sponsor},{code},{code}@example.com\n" for code, sponsor in sponsors.items())
    return {"agents.csv": "code,sponsor,name,email\n" + "".join(rows)}


def plain(sponsors: dict[str, str]) -> Sponsors:
    return Sponsors({code: sponsor or None for code, sponsor in sponsors.items()})


def forest(seed: int, size: int) -> dict[str, str]:
    rng = random.Random(seed)
    agents = [f"A{i}" for i in range(size)]
    return {
        a: rng.choice(agents[:i]) if i and rng.random() < 0.9 else "" for i, a in enumerate(agents)
    }


@pytest.mark.parametrize("seed", range(3))
def test_new_agents_stand_last_under_their_sponsors(db, tmp_path, seed):
    sponsors = forest(seed, 60)
    first, second, third = (dict(list(sponsors.items())[: i * 20]) for i in (1, 2, 3))
    for part in (first, second, third):
        load_files(tmp_path, agents_csv(part))
        assert_same(plain(part))
        assert not list(check.problems())


def test_agents_can_be_enrolled_before_and_after_a_load(db, tmp_path):
    ann = agent("ANN")
    agent("BEA", under=ann)
    load_files(tmp_path, agents_csv({"DEE": "CY", "CY": "ANN"}))
    agent("EVE", under=Agent.objects.get(code="CY"))
    assert_same(plain({"ANN": "", "BEA": "ANN", "CY": "ANN", "DEE": "CY", "EVE": "CY"}))


def test_a_few_among_many_touch_nobody_else(db, tmp_path):
    load_files(tmp_path, agents_csv(forest(1, 200)))
    with rows_written() as written:
        load_files(tmp_path, agents_csv({"NEW": "A7", "NEWER": "NEW", "ROOT": "", "LEAF": "ROOT"}))
    assert written == []
    assert not list(check.problems())
    assert [a.code for a in Agent.objects.get(code="NEWER").get_ancestors()][-2:] == ["A7", "NEW"]
    assert Agent.objects.get(code="ROOT").get_descendant_count() == 1


def test_recruits_stay_in_the_order_in_which_the_tree_has_them(db, tmp_path):
    ann = agent("ANN")
    bea, cy = agent("BEA", under=ann), agent("CY", under=ann)
    move(bea, to=None, by=None, reason="", at=NOW)
    move(bea, to=ann, by=None, reason="", at=NOW)
    load_files(tmp_path, agents_csv({"DEE": "ANN"}))
    assert [a.code for a in ann.get_children()] == ["CY", "BEA", "DEE"]
    assert not list(check.problems())
    assert cy.get_descendant_count() == 0


def test_history_may_bring_recruits_of_a_terminated_sponsor(db, tmp_path):
    agent("ANN", status="terminated")
    load_files(tmp_path, agents_csv({"BEA": "ANN"}))
    assert Agent.objects.get(code="BEA").sponsor.code == "ANN"
