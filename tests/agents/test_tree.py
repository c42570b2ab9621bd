"""Enrolling: the tree stays right, also when many enrol at once."""

from contextlib import contextmanager
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents import tree, tree_check, tree_lock
from agents.models import Agent
from tests import build
from tests.threads import together

SPONSORED = {"joined_on": build.NEW_YEAR, "name": "Someone", "email": "someone@example.com"}


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
    assert list(tree_check.problems()) == []
    ann.refresh_from_db()
    assert ann.get_descendant_count() == 3


def test_nobody_is_enrolled_under_a_terminated_agent(db):
    ann = build.agent("ANN", status="terminated")
    with pytest.raises(tree.SponsorTerminated, match="ANN is terminated"):
        tree.enrol(code="BEA", sponsor=ann, **SPONSORED)


@pytest.mark.parametrize("under", [None, "ANN"])
def test_an_agent_saved_past_the_tree_is_refused(db, under):
    ann = build.agent("ANN")
    agent = Agent(code="BEA", sponsor=ann if under else None, **SPONSORED)
    with pytest.raises(tree_lock.TreeNotLocked):
        agent.save()


def test_a_sponsor_changed_past_the_tree_is_refused(db):
    ann, eve = build.agent("ANN"), build.agent("EVE")
    bea = build.agent("BEA", under=ann)
    bea.sponsor = eve
    with pytest.raises(tree_lock.TreeNotLocked):
        bea.save()


@given(st.lists(st.integers(-1, 40), max_size=40))
def test_a_forest_numbered_in_memory_has_right_intervals(picks):
    sponsors = {i: (p if 0 <= p < i else None) for i, p in enumerate(picks)}
    places = tree.places(dict(reversed(sponsors.items())))
    for agent, sponsor in sponsors.items():
        mine = places[agent]
        below = [a for a in sponsors if agent in _upline(sponsors, a)]
        assert mine.rght - mine.lft == 2 * len(below) + 1
        if sponsor is not None:
            above = places[sponsor]
            assert above.lft < mine.lft < mine.rght < above.rght
            assert (mine.tree_id, mine.level) == (above.tree_id, above.level + 1)


def _upline(sponsors, agent):
    while (agent := sponsors[agent]) is not None:
        yield agent


@pytest.mark.parametrize("wrong", [{1: 2, 2: 1}, {1: 7}, {1: 1}])
def test_a_cycle_or_an_unknown_sponsor_cannot_be_numbered(wrong):
    with pytest.raises(ValueError, match="missing, or agents are each other's upline"):
        tree.places(wrong)


def enrol_many(thread: str, sponsors: list[Agent]) -> None:
    for i in range(12):
        tree.enrol(code=f"{thread}-{i}", sponsor=sponsors[i % len(sponsors)], **SPONSORED)


def four_threads_enrol(sponsors: list[Agent], *, attempt: int = 0) -> list[Exception]:
    names = [f"T{attempt}-{thread}" for thread in range(4)]
    return together(*(partial(enrol_many, name, sponsors) for name in names))


def sponsors() -> list[Agent]:
    ann = build.agent("ANN")
    return [build.agent(code, under=ann) for code in ("BEA", "CY", "DAN")]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_four_threads_corrupt_the_tree(monkeypatch):
    """Not even an error says so: this is the race that the lock is there for."""

    @contextmanager
    def no_lock():
        token = tree_lock._held.set(True)
        try:
            yield
        finally:
            tree_lock._held.reset(token)

    team = sponsors()
    monkeypatch.setattr(tree_lock, "lock", no_lock)
    # The threads need not meet in the first attempt.
    for attempt in range(20):
        four_threads_enrol(team, attempt=attempt)
        if list(tree_check.problems()):
            return
    pytest.fail("240 enrolments of each thread, and the tree is still right")


@pytest.mark.django_db(transaction=True)
def test_with_the_lock_four_threads_do_not():
    assert four_threads_enrol(sponsors()) == []
    assert Agent.objects.count() == 4 + 48
    assert list(tree_check.problems()) == []


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ({"lft": 4, "rght": 7}, "outside of its sponsor's interval"),
        ({"level": 5}, "has not its sponsor's level and one"),
        ({"rght": 4}, "interval of the wrong width"),
        ({"tree_id": 9}, "outside of its sponsor's interval"),
    ],
)
def test_the_check_names_who_stands_wrong(db, damage, said):
    ann = build.agent("ANN")
    bea = build.agent("BEA", under=ann)
    Agent.objects.filter(pk=bea.pk).update(**damage)
    assert any("BEA" in problem and said in problem for problem in tree_check.problems())


def test_two_roots_in_one_tree_are_named(db):
    ann, eve = build.agent("ANN"), build.agent("EVE")
    Agent.objects.filter(pk=eve.pk).update(tree_id=ann.tree_id)
    assert any("another root" in problem for problem in tree_check.problems())
