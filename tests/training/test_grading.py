"""A question is right when all of its right choices are chosen, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.training.grading import mark

IDS = st.frozensets(st.integers(1, 6))


@pytest.mark.parametrize(
    ("chosen", "is_right", "wrong", "missing"),
    [
        ({1, 2}, True, set(), 0),
        ({1}, False, set(), 1),
        ({1, 2, 3}, False, {3}, 0),
        ({3}, False, {3}, 2),
        (set(), False, set(), 2),
        ({1, 2, 99}, True, set(), 0),
        ({99}, False, set(), 2),
    ],
)
def test_what_is_missing_and_what_is_too_much(chosen, is_right, wrong, missing):
    said = mark(choices={1, 2, 3}, right={1, 2}, chosen=chosen)
    assert (said.is_right, said.wrong, said.missing) == (is_right, wrong, missing)


def test_another_question_s_choice_is_no_answer():
    assert not mark(choices={1, 2}, right={1}, chosen={3}).is_answered
    assert mark(choices={1, 2}, right={1}, chosen={2}).is_answered


@given(choices=IDS.filter(bool), chosen=IDS, data=st.data())
def test_right_is_exactly_the_right_ones(choices, chosen, data):
    right = data.draw(st.frozensets(st.sampled_from(sorted(choices)), min_size=1))
    said = mark(choices=choices, right=right, chosen=chosen)
    assert said.is_right == (chosen & choices == right)
    assert said.is_right == (not said.wrong and not said.missing)
