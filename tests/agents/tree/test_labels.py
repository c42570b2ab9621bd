"""Labels as numbers: blocks, spreading, taking."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.tree import labels
from agents.tree.labels import Gap
from agents.tree.places import places


@given(st.integers(0, 10**6), st.integers(2, 10**6), st.integers(2, 50), st.booleans())
def test_newcomers_get_different_labels_inside_of_the_gap(after, room, count, first):
    gap = Gap(after, after + room + 1, first)
    if count > gap.room:
        return
    taken = gap.take(count)
    assert len(set(taken)) == count and taken == sorted(taken)
    assert after < taken[0] and taken[-1] < gap.before


@given(st.sets(st.integers(0, 2**30 - 1), min_size=1, max_size=60), st.data())
def test_a_spread_keeps_the_order_and_makes_the_room(ends, data):
    ends = sorted(ends)
    at = data.draw(st.sampled_from(ends))
    need = data.draw(st.integers(2, 40))
    k = labels.smallest_block(ends, at, need, up_to=30)
    low, high = labels.block(at, k)
    inside = [end for end in ends if low <= end < high]
    after = labels.spread(inside, at, need, k)
    assert after == sorted(set(after)) and len(after) == len(inside)
    assert low <= after[0] and after[-1] < high
    place = inside.index(at)
    before = after[place - 1] if place else low - 1
    assert after[place] - before - 1 >= need


def test_the_smallest_block_that_is_not_crowded_is_taken():
    crowd = list(range(1000, 1016))
    k = labels.smallest_block(crowd, 1008, 2, up_to=30)
    assert labels.capacity(k) >= 18
    assert labels.capacity(k - 1) < 18


def test_a_tree_too_large_for_its_labels_is_refused():
    with pytest.raises(labels.TreeFull, match="agents"):
        labels.evenly(labels.SIZE // 3)


@given(st.lists(st.integers(-1, 40), max_size=40))
def test_a_forest_numbered_in_memory_has_right_intervals(picks):
    sponsors = {i: (p if 0 <= p < i else None) for i, p in enumerate(picks)}
    placed = places(dict(reversed(sponsors.items())))
    for agent in sponsors:
        mine = placed[agent]
        for other in sponsors:
            its = placed[other]
            inside = mine.tree_id == its.tree_id and mine.lft < its.lft and its.rght < mine.rght
            assert inside == (agent in _upline(sponsors, other))
        assert mine.level == len(_upline(sponsors, agent))
        assert 0 <= mine.lft < mine.rght < labels.SIZE


def _upline(sponsors, agent):
    above = []
    while (agent := sponsors[agent]) is not None:
        above.append(agent)
    return above


@pytest.mark.parametrize("wrong", [{1: 2, 2: 1}, {1: 7}, {1: 1}])
def test_a_cycle_or_an_unknown_sponsor_cannot_be_numbered(wrong):
    with pytest.raises(ValueError, match="missing, or agents are each other's upline"):
        places(wrong)
