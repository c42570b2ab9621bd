"""The tree as arrays, against a walk of the sponsors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissions.engine.network import Network, NotPreorder


def network(sponsors: list[int]) -> Network:
    return Network(np.array(sponsors, np.int32), np.zeros(len(sponsors), bool))


@st.composite
def preorders(draw) -> list[int]:
    """Sponsors' positions: each agent stands below the one before it, or one of its upline."""
    sponsors: list[int] = []
    for agent in range(draw(st.integers(0, 30))):
        choices, up = [-1], agent - 1
        while up >= 0:
            choices.append(up)
            up = sponsors[up]
        sponsors.append(draw(st.sampled_from(choices)))
    return sponsors


def upline(sponsors: list[int], agent: int) -> list[int]:
    above = []
    while (agent := sponsors[agent]) >= 0:
        above.append(agent)
    return above


@given(preorders(), st.randoms())
def test_sums_depths_and_pointers_are_those_of_the_sponsors(sponsors, random):
    n = len(sponsors)
    tree = network(sponsors)
    values = np.array([random.randrange(100) for _ in range(n)], np.int64)
    wanted = values % 3 == 0
    uplines = [upline(sponsors, agent) for agent in range(n)]
    below = [[i for i in range(n) if i == agent or agent in uplines[i]] for agent in range(n)]
    assert tree.depth.tolist() == [len(above) for above in uplines]
    assert tree.sum_below(values).tolist() == [sum(int(values[i]) for i in b) for b in below]
    assert tree.sum_of_recruits(values).tolist() == [
        sum(int(values[i]) for i in range(n) if sponsors[i] == agent) for agent in range(n)
    ]
    nearest = [next((i for i in [a, *uplines[a]] if wanted[i]), n) for a in range(n)]
    above = [next((i for i in uplines[a] if wanted[i]), n) for a in range(n)]
    assert tree.nearest(wanted)[:-1].tolist() == nearest
    assert tree.nearest_above(wanted)[:-1].tolist() == above


@given(preorders().filter(lambda sponsors: len(sponsors) > 2), st.data())
def test_an_order_that_is_no_preorder_is_refused(sponsors, data):
    order = data.draw(st.permutations(range(len(sponsors))))
    moved = [sponsors[i] for i in order]
    at = {old: new for new, old in enumerate(order)}
    shuffled = [at[s] if s >= 0 else -1 for s in moved]
    if _is_preorder(shuffled):
        assert len(network(shuffled).end) == len(sponsors)
    else:
        with pytest.raises(NotPreorder):
            _ = network(shuffled).end


def _is_preorder(sponsors: list[int]) -> bool:
    path: list[int] = []
    for agent, sponsor in enumerate(sponsors):
        while path and path[-1] != sponsor:
            path.pop()
        if sponsor >= 0 and not path:
            return False
        path.append(agent)
    return True


def test_a_chain_of_a_hundred_thousand_takes_no_recursion():
    tree = network([*range(-1, 99_999)])
    assert tree.depth[-1] == 99_999
    assert tree.nearest_above(np.arange(100_000) == 0)[99_999] == 0
