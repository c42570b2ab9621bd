"""Who earns on a charge, on trees small enough to check by hand."""

import numpy as np
import pytest

from commissions.engine.commission import Due, commission
from commissions.engine.lines import DOWNLINE, OVERRIDE, RESIDUAL
from commissions.engine.network import Network
from commissions.engine.plan import Plan, Rank
from commissions.engine.qualify import Standing

CHAIN = [-1, 0, 1, 2, 3]  # 0 above 1 above 2 above 3 above 4
NAMES = ["residual", "downline", "override"]


def due(owner: int, commissionable_minor: int = 10_000, **columns) -> Due:
    values = {
        "charge": 7,
        "owner": owner,
        "own_account": False,
        "currency": 0,
        "amount_minor": commissionable_minor,
        "commissionable_minor": commissionable_minor,
        "refunded_minor": 0,
    } | columns
    return Due(**{name: np.array([value]) for name, value in values.items()})


def lines(plan: Plan, *, ranks: list[int], active: list[bool], terminated=(), **charge):
    """{(kind, earner): (level, whole minor units)} of one charge of the lowest of a chain."""
    network = Network(np.array(CHAIN, np.int32), np.isin(np.arange(5), list(terminated)))
    zeros = np.zeros(5, np.int64)
    standing = Standing(zeros, zeros, zeros, np.array(active), np.array(ranks), zeros)
    found = commission(network, plan, standing, due(4, **charge))
    return {
        (NAMES[kind], int(earner)): (int(level), int(amount) // 10**6)
        for kind, earner, level, amount in zip(
            found.kind, found.earner, found.level, found.amount_micro, strict=True
        )
    }


def of_kind(found: dict, kind: int) -> dict:
    return {earner: told for (name, earner), told in found.items() if name == NAMES[kind]}


ALL, NONE_BUT_1 = [True] * 5, [False, True, False, False, True]


def levels(compression: str, active: list[bool], *rates: tuple[int, ...], ranks=(0,) * 5):
    plan = Plan(tuple(Rank(str(i), 0, r) for i, r in enumerate(rates)), compression=compression)
    return of_kind(lines(plan, ranks=list(ranks), active=active), DOWNLINE)


def test_each_level_goes_to_the_next_sponsor_up():
    assert levels("none", ALL, (50_000, 30_000)) == {3: (1, 500), 2: (2, 300)}


def test_without_compression_an_inactive_agent_uses_up_its_level():
    assert levels("none", NONE_BUT_1, (50_000, 30_000, 20_000)) == {1: (3, 200)}


def test_with_active_compression_the_inactive_are_passed_over():
    assert levels("active", NONE_BUT_1, (50_000, 30_000)) == {1: (1, 500)}


def test_with_active_compression_an_active_agent_without_a_rate_uses_up_its_level():
    found = levels("active", ALL, (), (50_000, 30_000), ranks=(1, 1, 1, 0, 0))
    assert found == {2: (2, 300)}


def test_with_qualified_compression_only_who_earns_uses_up_a_level():
    found = levels("qualified", ALL, (), (50_000, 30_000), ranks=(1, 1, 1, 0, 0))
    assert found == {2: (1, 500), 1: (2, 300)}


def test_an_override_pays_each_higher_rate_the_difference():
    plan = Plan(tuple(Rank(str(i), 0, (), rate) for i, rate in enumerate([10_000, 40_000, 30_000])))
    found = of_kind(lines(plan, ranks=[1, 1, 2, 0, 0], active=ALL), OVERRIDE)
    assert found == {4: (0, 100), 2: (2, 200), 1: (3, 100)}


def test_an_inactive_agent_has_no_override():
    plan = Plan((Rank("a", 0, (), 10_000),))
    found = of_kind(lines(plan, ranks=[0] * 5, active=NONE_BUT_1[:4] + [False]), OVERRIDE)
    assert found == {1: (3, 100)}


def test_a_terminated_owner_earns_nothing_and_those_above_do():
    plan = Plan((Rank("a", 100_000, (50_000,)),))
    found = lines(plan, ranks=[0] * 5, active=[*ALL[:4], False], terminated=[4])
    assert found == {("downline", 3): (1, 500)}


@pytest.mark.parametrize(("requires", "earns"), [(True, {}), (False, {4: (0, 1000)})])
def test_a_residual_may_require_to_be_active(requires, earns):
    plan = Plan((Rank("a", 100_000),), residual_requires_active=requires)
    assert of_kind(lines(plan, ranks=[0] * 5, active=[False] * 5), RESIDUAL) == earns


def test_a_downline_may_be_based_on_the_residual():
    plan = Plan((Rank("a", 100_000, (50_000,)),), downline_basis="residual")
    assert of_kind(lines(plan, ranks=[0] * 5, active=ALL), DOWNLINE) == {3: (1, 50)}


def test_an_own_account_pays_only_where_the_plan_says_so():
    rank = Rank("a", 100_000)
    for pays, earns in ((True, {("residual", 4): (0, 1000)}), (False, {})):
        plan = Plan((rank,), own_accounts_pay=pays)
        assert lines(plan, ranks=[0] * 5, active=ALL, own_account=True) == earns


def test_a_line_that_comes_to_nothing_is_not_written():
    plan = Plan((Rank("a", 100_000, (50_000,), 10_000),))
    assert lines(plan, ranks=[0] * 5, active=ALL, commissionable_minor=0) == {}


def test_an_amount_beyond_the_bound_is_refused_and_not_computed_wrong():
    plan = Plan((Rank("a", 100_000),))
    with pytest.raises(ValueError, match="10\\^12"):
        lines(plan, ranks=[0] * 5, active=ALL, commissionable_minor=10**12 + 1)
