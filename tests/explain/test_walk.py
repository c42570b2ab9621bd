"""The rules on the way, and which conditions are told: pure."""

import numpy as np
import pytest

from commissions.engine.lines import DOWNLINE, OVERRIDE, RESIDUAL
from commissions.engine.plan import Plan, Rank
from commissions.explain.conditions import conditions
from commissions.explain.pay import Stood
from commissions.explain.walk import Disagrees, Got, Rule, Stop, check, steps

ASSOCIATE = Rank("Associate", residual_ppm=100_000, levels_ppm=(50_000, 30_000))
LEADER = Rank(
    "Leader", residual_ppm=120_000, levels_ppm=(50_000, 40_000, 20_000), override_ppm=20_000
)
ON, OFF, LEADS = Stop(True, False, 0), Stop(False, False, 0), Stop(True, False, 1)


def walked(*way: Stop, own_account: bool = False, **plan):
    found = steps(Plan((ASSOCIATE, LEADER), **plan), list(way), own_account=own_account)
    return {kind: [(s.rule, s.level, s.rate_ppm) for s in taken] for kind, taken in found.items()}


def test_who_is_not_active_is_passed_over_and_the_level_goes_on():
    assert walked(ON, OFF, ON)[DOWNLINE] == [
        (Rule.NOT_ACTIVE, 1, 0),
        (Rule.PAID, 1, 50_000),
    ]


@pytest.mark.parametrize(
    ("compression", "rule"),
    [("none", Rule.TOO_DEEP), ("active", Rule.TOO_DEEP), ("qualified", Rule.PAID)],
)
def test_a_rank_that_pays_nothing_uses_the_level_up_or_not(compression, rule):
    """On level 3 an Associate has nothing; above it stands a Leader, whose third level pays."""
    way = walked(ON, ON, ON, ON, LEADS, compression=compression)[DOWNLINE]
    assert way[2] == (Rule.RANK, 3, 0)
    assert way[3][0] == rule


def test_an_override_is_what_is_above_the_one_already_paid():
    assert walked(ON, LEADS, LEADS)[OVERRIDE] == [
        (Rule.RANK, 0, 0),
        (Rule.PAID, 1, 20_000),
        (Rule.ALREADY_PAID, 2, 0),
    ]


def test_who_is_terminated_earns_no_residual():
    assert walked(Stop(False, True, 1))[RESIDUAL] == [(Rule.TERMINATED, 0, 0)]


def test_an_own_account_pays_nobody():
    assert walked(ON, ON, own_account=True) == {RESIDUAL: [], DOWNLINE: [], OVERRIDE: []}
    assert walked(ON, own_account=True, own_accounts_pay=True)[RESIDUAL]


def test_a_line_that_no_step_explains_is_an_error():
    told = steps(Plan((ASSOCIATE,)), [ON], own_account=False)
    right = Got(RESIDUAL, 0, 0, 100_000, 10**9, 10**8)
    check(told, [right], commissionable_minor=1_000, basis="charge")
    wrong = Got(RESIDUAL, 0, 0, 100_000, 10**9, 10**8 + 1)
    for lines in ([], [wrong], [right, Got(OVERRIDE, 0, 0, 1, 10**9, 1_000)]):
        with pytest.raises(Disagrees):
            check(told, lines, commissionable_minor=1_000, basis="charge")


def told(ways: dict[tuple[bool, int], int]) -> list[tuple]:
    """By how one might have stood, what it pays; the first is how it was."""
    stood = [Stood(*way) for way in ways]
    found = conditions(stood, np.array(list(ways.values())))
    return [(c.active, c.rank, c.amount_micro) for c in found]


def test_each_better_amount_is_told_by_the_lowest_rank_that_gives_it():
    ways = {(True, 0): 5, (True, 1): 5, (True, 2): 8, (True, 3): 8, (True, 4): 9}
    assert told(ways) == [(False, 2, 8), (False, 4, 9)]


def test_being_active_comes_before_being_active_and_of_another_rank():
    ways = {(False, 1): 0, (False, 0): 0, (True, 0): 3, (True, 1): 5, (True, 2): 7}
    assert told(ways) == [(True, None, 5), (True, 2, 7)]


def test_what_pays_no_more_is_not_told():
    assert told({(True, 1): 5, (True, 0): 4, (True, 2): 5}) == []
