"""The engine alone: a night of arrays, and its peak memory.

    python bench/engine.py --agents 1000000 --charges 5000000

All charges count and are due at once: thirty times a usual night of that company.
"""

import argparse
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from commissions.engine import Inputs, compute_night
from commissions.engine.clawback import Refunded
from commissions.engine.commission import Due
from commissions.engine.lines import Lines
from commissions.engine.network import Network
from commissions.engine.plan import Plan, Rank
from commissions.engine.qualify import Counting

LEVELS = (50_000, 40_000, 30_000, 20_000, 15_000, 10_000, 5_000)
PLAN = Plan(
    tuple(
        Rank(
            f"Rank {position}",
            residual_ppm=100_000 + 10_000 * position,
            levels_ppm=LEVELS[: 3 + position],
            override_ppm=10_000 * position,
            personal_volume=40 * position,
            group_volume=400 * position**3,
            max_leg_share_ppm=600_000,
            label=position,
        )
        for position in range(5)
    ),
    active_volume=40,
    active_customers=1,
)


def preorder(agents: int, random: np.random.Generator) -> np.ndarray:
    """int32 (agents,): sponsors' positions; each stands below one of the upline of the one before
    it, most often close by."""
    sponsors, path = np.full(agents, -1, np.int32), [0]
    steps = random.geometric(0.45, agents)
    for agent in range(1, agents):
        del path[max(1, len(path) + 1 - int(steps[agent])) :]
        sponsors[agent] = path[-1]
        path.append(agent)
    return sponsors


def inputs(agents: int, charges: int) -> Inputs:
    random = np.random.default_rng(1)
    owner = random.integers(0, agents, charges, dtype=np.int32)
    amount = random.integers(900, 9_900, charges)
    nothing, no = np.zeros(charges, np.int64), np.zeros(charges, bool)
    ids = np.arange(charges)
    volume = random.integers(10, 60, charges)
    currency = random.integers(0, 3, charges, dtype=np.int16)
    none = np.zeros(0, np.int64)
    return Inputs(
        network=Network(preorder(agents, random), np.zeros(agents, bool)),
        plan=PLAN,
        counting=Counting(owner, ids, no, volume, amount, nothing),
        due=Due(ids, owner, no, currency, amount, amount, nothing),
        refunded=Refunded(Lines.none(), none, none, none),
        fractions=np.zeros((agents, 3, 2), np.int32),
    )


def peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--agents", type=int, default=1_000_000)
    parser.add_argument("--charges", type=int, default=5_000_000)
    options = parser.parse_args()
    night_inputs = inputs(options.agents, options.charges)
    before = peak_mib()
    started = time.perf_counter()
    night = compute_night(night_inputs)
    seconds = time.perf_counter() - started
    depth = int(night_inputs.network.depth.max())
    print(f"{options.agents:,} agents, {depth} deep, {options.charges:,} charges")
    print(f"{len(night.lines):,} lines and {len(night.postings):,} postings in {seconds:.1f} s")
    print(f"{peak_mib():,.0f} MiB at the peak, {before:,.0f} of them the inputs")


if __name__ == "__main__":
    main()
