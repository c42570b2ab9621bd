"""A ring that closes as a requirement is met."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Ring:
    """`percent` of the way round, rounded down: a ring is closed only where the need is met. It is
    drawn as a dash on a circle whose `pathLength` is 100."""

    have: int
    need: int
    percent: int

    @property
    def met(self) -> bool:
        return self.have >= self.need

    @property
    def rest(self) -> int:
        return 100 - self.percent


def ring(have: int, need: int) -> Ring:
    """Both from 0 on."""
    return Ring(have, need, 100 if have >= need else 100 * have // need)
