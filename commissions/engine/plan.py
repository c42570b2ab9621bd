"""A compensation plan as the engine needs it (domain page, The compensation plan).

Rates are millionths, whole numbers from 0 to 1,000,000; ranks stand lowest first.
"""

from dataclasses import dataclass

import numpy as np

MILLION = 1_000_000
MOST_RANKS = 62  # Which of them an agent holds is kept in 64 bits.


@dataclass(frozen=True)
class Rank:
    """`label` is what lines carry for this rank: any number that the caller knows it by."""

    name: str
    residual_ppm: int = 0
    levels_ppm: tuple[int, ...] = ()
    override_ppm: int = 0
    personal_volume: int = 0
    customers: int = 0
    group_volume: int = 0
    max_leg_share_ppm: int = MILLION
    legs: int = 0
    leg_position: int = 0
    label: int = 0


@dataclass(frozen=True)
class Plan:
    ranks: tuple[Rank, ...]
    active_volume: int = 0
    active_customers: int = 0
    compression: str = "active"
    downline_basis: str = "charge"
    own_accounts_pay: bool = False
    residual_requires_active: bool = False

    def __post_init__(self) -> None:
        if not self.ranks:
            raise ValueError("A plan needs a rank.")
        if len(self.ranks) > MOST_RANKS:
            raise ValueError(f"A plan has at most {MOST_RANKS} ranks.")
        if self.compression not in {"none", "active", "qualified"}:
            raise ValueError(f"No such compression: {self.compression}")
        if self.downline_basis not in {"charge", "residual"}:
            raise ValueError(f"No such downline_basis: {self.downline_basis}")
        rates = [r for k in self.ranks for r in (k.residual_ppm, k.override_ppm, *k.levels_ppm)]
        if not all(0 <= rate <= MILLION for rate in rates):
            raise ValueError("A rate is from 0 to 1,000,000 millionths.")

    @property
    def depth(self) -> int:
        """The deepest level that any rank earns on."""
        return max(len(rank.levels_ppm) for rank in self.ranks)

    def residual_ppm(self) -> np.ndarray:
        """(ranks,) int64."""
        return np.array([rank.residual_ppm for rank in self.ranks], np.int64)

    def override_ppm(self) -> np.ndarray:
        """(ranks,) int64."""
        return np.array([rank.override_ppm for rank in self.ranks], np.int64)

    def levels_ppm(self) -> np.ndarray:
        """(depth, ranks) int64; row 0 is level 1; 0 beyond a rank's list."""
        table = np.zeros((self.depth, len(self.ranks)), np.int64)
        for position, rank in enumerate(self.ranks):
            table[: len(rank.levels_ppm), position] = rank.levels_ppm
        return table

    def labels(self) -> np.ndarray:
        """(ranks,) int64."""
        return np.array([rank.label for rank in self.ranks], np.int64)
