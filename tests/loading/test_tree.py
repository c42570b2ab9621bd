"""Loads into a tree that is there already."""

import random

import pytest

from agents import tree_lock
from agents.models import Agent
from tests.build import agent
from tests.loading.folders import load_files


def agents_csv(sponsors: dict[str, str]) -> dict[str, str]:
    rows = (f"{code},{sponsor},{code},{code}@example.com\n" for code, sponsor in sponsors.items())
    return {"agents.csv": "code,sponsor,name,email\n" + "".join(rows)}


def numbered(sponsors: dict[str, str]) -> dict[str, tuple[int, int, int, int]]:
    """lft, rght, tree_id and level, as counting on one's fingers gives them."""
    places = {}

    def visit(code: str, at: int, tree_id: int, level: int) -> int:
        end = at + 1
        for recruit in [c for c, sponsor in sponsors.items() if sponsor == code]:
            end = visit(recruit, end, tree_id, level + 1)
        places[code] = (at, end, tree_id, level)
        return end + 1

    for tree_id, root in enumerate((c for c, sponsor in sponsors.items() if not sponsor), start=1):
        visit(root, 1, tree_id, 0)
    return places


def stored() -> dict[str, tuple[int, int, int, int]]:
    return {a.code: (a.lft, a.rght, a.tree_id, a.level) for a in Agent.objects.all()}


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
        assert stored() == numbered(part)
    assert {a.code: a.sponsor.code if a.sponsor else "" for a in Agent.objects.all()} == sponsors


def test_agents_can_be_enrolled_before_and_after_a_load(db, tmp_path):
    ann = agent("ANN")
    agent("BEA", under=ann)
    load_files(tmp_path, agents_csv({"DEE": "CY", "CY": "ANN"}))
    agent("EVE", under=Agent.objects.get(code="CY"))
    assert stored() == numbered({"ANN": "", "BEA": "ANN", "CY": "ANN", "DEE": "CY", "EVE": "CY"})


def test_recruits_stay_in_the_order_in_which_the_tree_has_them(db, tmp_path):
    ann = agent("ANN")
    bea, cy = agent("BEA", under=ann), agent("CY", under=ann)
    with tree_lock.lock():
        cy.move_to(bea, "left")
    load_files(tmp_path, agents_csv({"DEE": "ANN"}))
    assert stored() == numbered({"ANN": "", "CY": "ANN", "BEA": "ANN", "DEE": "ANN"})


def test_history_may_bring_recruits_of_a_terminated_sponsor(db, tmp_path):
    agent("ANN", status="terminated")
    load_files(tmp_path, agents_csv({"BEA": "ANN"}))
    assert Agent.objects.get(code="BEA").sponsor.code == "ANN"
