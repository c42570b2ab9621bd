"""Who is active and of which rank, on a tree small enough to check by hand."""

import numpy as np
import pytest

from commissions.engine.network import Network
from commissions.engine.plan import Plan, Rank
from commissions.engine.qualify import Counting, Standing, qualify

# 0 above 1 and 4; 1 above 2, 2 above 3.
TREE = [-1, 0, 1, 2, 0]
LOW = Rank("low")


def standing(*ranks: Rank, charges: list[dict], terminated=(), **plan) -> Standing:
    network = Network(np.array(TREE, np.int32), np.isin(np.arange(5), list(terminated)))
    told = [
        {"own": False, "volume": 0, "amount": 100, "refunded": 0, "customer": n} | charge
        for n, charge in enumerate(charges)
    ]
    columns = {
        name: np.array([row[name] for row in told], kind)
        for name, kind in (
            *(("owner", int), ("customer", int), ("own", bool)),
            *(("volume", int), ("amount", int), ("refunded", int)),
        )
    }
    return qualify(network, Plan((LOW, *ranks), **plan), Counting(*columns.values()))


def volumes(*pv: int) -> list[dict]:
    return [{"owner": owner, "volume": volume} for owner, volume in enumerate(pv)]


def test_group_volume_is_that_of_the_agent_and_its_whole_downline():
    assert standing(charges=volumes(1, 20, 300, 4000, 50000)).gv.tolist() == [
        *(54_321, 4_320, 4_300, 4_000),
        50_000,
    ]


def test_a_customer_counts_once_and_an_own_account_never():
    charges = [
        {"owner": 1, "customer": 7},
        {"owner": 1, "customer": 7},
        {"owner": 1, "customer": 8, "own": True},
    ]
    assert standing(charges=charges, own_accounts_pay=True).customers.tolist() == [0, 1, 0, 0, 0]


@pytest.mark.parametrize(("pays", "pv"), [(True, 50), (False, 20)])
def test_an_own_account_is_volume_only_where_it_pays(pays, pv):
    charges = [{"owner": 1, "volume": 20}, {"owner": 1, "volume": 30, "own": True}]
    assert standing(charges=charges, own_accounts_pay=pays).pv[1] == pv


def test_a_charge_refunded_in_full_does_not_count_and_one_of_nothing_does():
    charges = [
        {"owner": 1, "volume": 20, "refunded": 100},
        {"owner": 1, "volume": 3, "refunded": 99},
        {"owner": 1, "volume": 4, "amount": 0},
    ]
    assert standing(charges=charges).pv[1] == 7


def test_active_takes_volume_and_customers_and_not_to_be_terminated():
    found = standing(
        charges=volumes(10, 10, 9, 10), active_volume=10, active_customers=1, terminated=[3]
    )
    assert found.active.tolist() == [True, True, False, False, False]


def test_a_leg_contributes_at_most_its_share_rounded_down():
    # 33.3333 % of 100 is 33: legs of 60 and 40 give 33 each, and 34 of one's own make 100.
    rank = Rank("high", group_volume=100, max_leg_share_ppm=333_333)
    assert standing(rank, charges=volumes(34, 60, 0, 0, 40)).rank[0] == 1
    assert standing(rank, charges=volumes(33, 60, 0, 0, 40)).rank[0] == 0


def test_a_leg_may_hold_the_rank_anywhere_in_it():
    leader, director = Rank("leader", personal_volume=50), Rank("director", legs=1, leg_position=1)
    found = standing(leader, director, charges=volumes(0, 0, 0, 50))
    assert found.rank.tolist() == [2, 2, 2, 1, 0]


def test_legs_are_judged_by_the_ranks_below_the_one_in_question():
    """Agent 3 ends as a director by its volume, but no director when directors are decided."""
    director = Rank("director", personal_volume=50)
    top = Rank("top", legs=1, leg_position=1)
    same = Rank("same", personal_volume=50, legs=1, leg_position=0)
    assert standing(director, top, charges=volumes(0, 0, 0, 50)).rank[2] == 2
    assert standing(same, top, charges=volumes(0, 0, 0, 50)).rank[2] == 0


def test_a_rank_need_not_hold_the_ones_below_it():
    middle, high = Rank("middle", customers=9), Rank("high", personal_volume=10)
    assert standing(middle, high, charges=volumes(10)).rank[0] == 2
