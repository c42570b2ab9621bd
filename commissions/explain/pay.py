"""What the engine pays the agent at the top of a small network: as it was, and had it stood
otherwise. Below the top nothing depends on it, so the rest of the night stays as it is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from commissions.engine.commission import Due, commission
from commissions.engine.lines import Lines
from commissions.engine.network import Network
from commissions.engine.plan import Plan
from commissions.engine.qualify import Standing

KINDS = 3


@dataclass(frozen=True)
class Stood:
    """How the agent at the top might have stood; `rank` is a position in the plan."""

    active: bool
    rank: int


def stood(plan: Plan, was: Stood, *, terminated: bool) -> list[Stood]:
    """As it was, and then all other ways. Whoever is terminated can't be active."""
    activities = (was.active,) if was.active or terminated else (False, True)
    others = [Stood(active, rank) for active in activities for rank in range(len(plan.ranks))]
    return [was, *(other for other in others if other != was)]


def lines(network: Network, plan: Plan, standing: Standing, due: Due) -> Lines:
    return commission(network, plan, standing, due)


def to_the_top(
    network: Network, plan: Plan, standing: Standing, due: Due, ways: Sequence[Stood]
) -> np.ndarray:
    """int64 (ways, 3, charges): what the agent at position 0 gets of each charge, by kind, in
    millionths, for each way in which it might have stood.

    One run of the engine: the network stands there once for each way, side by side.
    """
    n, m, times = len(network), len(due), len(ways)
    side_by_side = Network(_tiled(network.sponsor, times, n), np.tile(network.terminated, times))
    told = {name: np.tile(values, times) for name, values in vars(standing).items()}
    tops = np.arange(times) * n
    told["active"][tops] = [way.active for way in ways]
    told["rank"][tops] = [way.rank for way in ways]
    columns = {name: np.tile(getattr(due, name), times) for name in due.__dataclass_fields__}
    columns["owner"] = _tiled(due.owner, times, n)
    columns["charge"] = np.arange(m * times)
    paid = commission(side_by_side, plan, Standing(**told), Due(**columns))
    mine = paid.take(paid.earner % n == 0)
    amounts = np.zeros((times, KINDS, m), np.int64)
    amounts[mine.charge // m, mine.kind, mine.charge % m] = mine.amount_micro
    return amounts


def _tiled(positions: np.ndarray, times: int, n: int) -> np.ndarray:
    """Positions in each of the copies; -1 stays."""
    shift = np.repeat(np.arange(times, dtype=np.int64) * n, len(positions))
    tiled = np.tile(positions.astype(np.int64), times)
    return np.where(tiled < 0, -1, tiled + shift).astype(np.int32)
