"""How many subscriptions of an age renew, as has been observed: agents/retention/renewals.py, as
shares in millionths."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from commissions.engine.rounding import MICRO

FEWEST = 30
"""Of fewer than that a share says little: then that of all ages together is taken."""

ALL = 0
"""The age that stands for all of them together."""


class Month(Protocol):
    month: date
    came: int
    renewed: int


class Renewal(Protocol):
    """`renewed` of `came` subscriptions that came to their renewal number `age`; by month, too."""

    age: int
    came: int
    renewed: int
    months: Sequence[Month]


@dataclass(frozen=True)
class Weight:
    """Of `came`, `renewed` did: `likely_ppm` of them; in the worst month `low_ppm`, in the best
    `high_ppm`. `age` is the observed one, ALL where all ages were taken together."""

    age: int
    came: int
    renewed: int
    low_ppm: int
    likely_ppm: int
    high_ppm: int

    @property
    def shown(self) -> dict[str, int]:
        """As a page writes them: to a tenth of a percent, half up, in millionths still."""
        shares = {"low": self.low_ppm, "likely": self.likely_ppm, "high": self.high_ppm}
        return {name: (share + 500) // 1000 * 1000 for name, share in shares.items()}


def weights(observed: Sequence[Renewal], ages: Sequence[int]) -> dict[int, Weight]:
    """Of each of these ages, from 1 on. Ages above the oldest observed are as that one is. Empty
    where nothing has been observed yet."""
    by_age = {renewal.age: _weight(renewal.age, renewal.months) for renewal in observed}
    months = [month for renewal in observed for month in renewal.months if month.came]
    if not months:
        return {}
    all_ages, oldest = _weight(ALL, months), max(by_age)
    found = ((age, by_age.get(min(age, oldest), all_ages)) for age in ages)
    return {age: weight if weight.came >= FEWEST else all_ages for age, weight in found}


def _weight(age: int, months: Sequence[Month]) -> Weight:
    came: dict[date, int] = {}
    renewed: dict[date, int] = {}
    for one in months:
        came[one.month] = came.get(one.month, 0) + one.came
        renewed[one.month] = renewed.get(one.month, 0) + one.renewed
    shares = [share_ppm(renewed[month], came[month]) for month in came if came[month]]
    all_came, all_renewed = sum(came.values()), sum(renewed.values())
    return Weight(
        age,
        all_came,
        all_renewed,
        low_ppm=min(shares, default=0),
        likely_ppm=share_ppm(all_renewed, all_came) if all_came else 0,
        high_ppm=max(shares, default=0),
    )


def share_ppm(part: int, whole: int) -> int:
    """Millionths, half up. whole > 0."""
    return (2 * part * MICRO + whole) // (2 * whole)


def weighted(amount_micro: int, share: int) -> int:
    """amount × share in millionths, half up; the amount from 0 on."""
    return (amount_micro * share + MICRO // 2) // MICRO
