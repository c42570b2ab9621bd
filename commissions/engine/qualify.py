"""Step 2 of a night: who is active, and of which rank (domain page, One night)."""

from dataclasses import dataclass

import numpy as np

from commissions.engine.network import Network
from commissions.engine.plan import MILLION, Plan, Rank


@dataclass(frozen=True)
class Counting:
    """The charges that cover the day and are paid, (m,) each: owner's position, customer (any
    number), own account, volume, amount and what is refunded of it so far in minor units."""

    owner: np.ndarray
    customer: np.ndarray
    own_account: np.ndarray
    volume: np.ndarray
    amount_minor: np.ndarray
    refunded_minor: np.ndarray


@dataclass(frozen=True)
class Standing:
    """(agents,) each: personal volume, paying customers, group volume, active, rank position; and
    `held` int64, a bit for each rank all of whose requirements hold, 1 for the lowest."""

    pv: np.ndarray
    customers: np.ndarray
    gv: np.ndarray
    active: np.ndarray
    rank: np.ndarray
    held: np.ndarray


def refunded_in_full(amount_minor: np.ndarray, refunded_minor: np.ndarray) -> np.ndarray:
    """bool (m,). An amount of 0 is never refunded."""
    return (amount_minor > 0) & (refunded_minor >= amount_minor)


def qualify(network: Network, plan: Plan, counting: Counting) -> Standing:
    return decide(network, plan, *counted(len(network), plan, counting))


def counted(agents: int, plan: Plan, counting: Counting) -> tuple[np.ndarray, np.ndarray]:
    """Personal volume and paying customers, int64 (agents,) each."""
    counts = ~refunded_in_full(counting.amount_minor, counting.refunded_minor)
    if not plan.own_accounts_pay:
        counts &= ~counting.own_account
    pv = np.zeros(agents, np.int64)
    np.add.at(pv, counting.owner[counts], counting.volume[counts])
    return pv, _paying_customers(agents, counting, counts & ~counting.own_account)


def decide(network: Network, plan: Plan, pv: np.ndarray, customers: np.ndarray) -> Standing:
    """What follows from personal volumes and paying customers."""
    gv = network.sum_below(pv)
    active = ~network.terminated & (pv >= plan.active_volume) & (customers >= plan.active_customers)
    rank, held = _decide_ranks(network, plan, pv, customers, gv)
    return Standing(pv, customers, gv, active, rank, held)


def _decide_ranks(
    network: Network, plan: Plan, pv: np.ndarray, customers: np.ndarray, gv: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Rank int32 and held int64, (agents,). From the lowest up, since a rank may ask for legs that
    hold a lower one."""
    rank = np.zeros(len(network), np.int32)
    held = np.ones(len(network), np.int64)
    for position, requirements in enumerate(plan.ranks[1:], start=1):
        holds = _holds(network, requirements, pv, customers, gv, rank)
        rank[holds] = position
        held[holds] |= 1 << position
    return rank, held


def held_below(network: Network, held: np.ndarray) -> np.ndarray:
    """int64 (agents,): the ranks that somebody in each agent's subtree holds, itself included."""
    found = np.zeros(len(network), np.int64)
    for position in range(int(held.max(initial=0)).bit_length()):
        bit = 1 << position
        found[network.sum_below(held & bit != 0) > 0] |= bit
    return found


def nearness(network: Network, plan: Plan, standing: Standing) -> np.ndarray:
    """int64 (agents,): how much of its next rank's requirements each has, in percent of the one
    furthest away, rounded down; 0 at the highest rank."""
    near = np.zeros(len(network), np.int64)
    for position, rank in enumerate(plan.ranks[1:], start=1):
        next_one = standing.rank == position - 1
        near[next_one] = _percent_of(network, rank, position, standing)[next_one]
    return near


def _percent_of(network: Network, rank: Rank, position: int, standing: Standing) -> np.ndarray:
    pv = standing.pv
    percent = np.full(len(network), 100, np.int64)
    asked = [(rank.personal_volume, pv), (rank.customers, standing.customers)]
    if rank.group_volume:
        asked.append((rank.group_volume, capped_group_volume(network, rank, pv, standing.gv)))
    if rank.legs:
        bits = (1 << position) - (1 << rank.leg_position)
        decided = np.where(standing.held & bits != 0, rank.leg_position, -1)
        asked.append((rank.legs, legs_holding(network, decided, rank.leg_position)))
    for need, have in asked:
        if need:
            percent = np.minimum(percent, np.minimum(have, need) * 100 // need)
    return percent


def _paying_customers(agents: int, counting: Counting, counts: np.ndarray) -> np.ndarray:
    _, first = np.unique(counting.customer[counts], return_index=True)
    return np.bincount(counting.owner[counts][first], minlength=agents).astype(np.int64)


def _holds(
    network: Network,
    rank: Rank,
    pv: np.ndarray,
    customers: np.ndarray,
    gv: np.ndarray,
    decided: np.ndarray,
) -> np.ndarray:
    """bool (agents,): all requirements of the rank; `decided` are the ranks below it."""
    holds = (pv >= rank.personal_volume) & (customers >= rank.customers)
    if rank.group_volume:
        holds &= capped_group_volume(network, rank, pv, gv) >= rank.group_volume
    if rank.legs:
        holds &= legs_holding(network, decided, rank.leg_position) >= rank.legs
    return holds


def capped_group_volume(network: Network, rank: Rank, pv: np.ndarray, gv: np.ndarray) -> np.ndarray:
    """int64 (agents,): PV + Σ over legs of min(leg's GV, max_leg_share × group_volume)."""
    cap = rank.max_leg_share_ppm * rank.group_volume // MILLION
    return pv + network.sum_of_recruits(np.minimum(gv, cap))


def legs_holding(network: Network, decided: np.ndarray, position: int) -> np.ndarray:
    """int64 (agents,): legs with an agent whose rank, as decided so far, is at least that."""
    return network.sum_of_recruits(network.sum_below(decided >= position) > 0)
