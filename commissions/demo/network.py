"""Who recruited whom, and when: most recruit nobody, few recruit many, the early ones most."""

from collections.abc import Iterator
from datetime import date, timedelta
from math import exp, log
from random import Random
from typing import NamedTuple

from commissions.demo import people
from commissions.demo.regions import REGIONS, Region

DAYS = 730
GROWTH = 1.3
"""The number of agents grows e^GROWTH-fold over the DAYS."""

_FIRST_RECRUIT_DAYS = 3
_FOUNDERS_TEAM = 6
_FOUNDER_CHANCES = 6
_TEAM_CHANCES = 4
_RECRUITS_AGAIN = 0.12
_BY_NEWCOMERS = 0.25
_FOUNDER_DRIVE = 16.0
_TEAM_DRIVE = 8.0
# The demo's first log-in: an address to remember.
_FOUNDER_EMAIL = "founder@example.com"


class Agent(NamedTuple):
    """`drive`: how good a seller, 1 in the middle of the field. `sponsor` is None for a root."""

    code: str
    sponsor: "Agent | None"
    name: str
    email: str
    joined_on: date
    status: str
    region: Region
    drive: float


def enrolled(*, count: int, until: date, seed: int) -> Iterator[Agent]:
    """`count` agents in the order in which they joined, the founder first, a root of nearly all."""
    random = Random(f"{seed} network")
    field, roots = _Field(random), _roots(count)
    width = max(6, len(str(count)))
    for number, joined_on in enumerate(_joining_days(random, count, until)):
        sponsor = None if number in roots else field.sponsor(number, joined_on)
        code = f"A-{number + 1:0{width}d}"
        region = _region(random, sponsor)
        name = people.name(random, region)
        agent = Agent(
            code=code,
            sponsor=sponsor,
            name=name,
            email=people.email(random, name, code) if number else _FOUNDER_EMAIL,
            joined_on=joined_on,
            status=_status(random, sponsor, (until - joined_on).days),
            region=region,
            drive=_drive(random, number),
        )
        field.enters(agent, chances=_chances(random, number, agent))
        yield agent


def _roots(count: int) -> set[int]:
    """The founder's number, and of a larger company two that came by themselves."""
    return {0} if count < 200 else {0, count // 5, count // 2}


def _joining_days(random: Random, count: int, until: date) -> list[date]:
    """In order; the founder's is the first day."""
    rise = exp(GROWTH) - 1
    passed = sorted(log(1 + random.random() * rise) / GROWTH for _ in range(count - 1))
    return [until - timedelta(days=DAYS - int(DAYS * at)) for at in [0.0, *passed][:count]]


class _Field:
    """Those who recruit, once for each chance: who has recruited has another."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._chances: list[Agent] = []
        self._waiting: list[tuple[date, Agent]] = []
        self._next = 0

    def enters(self, agent: Agent, *, chances: int) -> None:
        """From the first days on, but for the founder and other roots, who begin at once."""
        ready_on = agent.joined_on + timedelta(days=_FIRST_RECRUIT_DAYS)
        if agent.sponsor is None:
            self._chances += [agent] * chances
        else:
            self._waiting += [(ready_on, agent)] * chances

    def sponsor(self, number: int, day: date) -> Agent:
        """The founder's for the first few; then of those who recruit by that day."""
        if number <= _FOUNDERS_TEAM:
            return self._chances[0]
        while self._next < len(self._waiting) and self._waiting[self._next][0] <= day:
            self._chances.append(self._waiting[self._next][1])
            self._next += 1
        count = len(self._chances)
        # The newest fifth is the keenest.
        since = count * 4 // 5 if self._random.random() < _BY_NEWCOMERS else 0
        drawn = self._chances[self._random.randrange(since, count)]
        if drawn.sponsor and self._random.random() < _RECRUITS_AGAIN:
            self._chances.append(drawn)
        return drawn


def _chances(random: Random, number: int, agent: Agent) -> int:
    """Good sellers are the likelier recruiters; the founder's team were chosen to be."""
    if number <= _FOUNDERS_TEAM:
        return _TEAM_CHANCES if number else _FOUNDER_CHANCES
    if agent.sponsor is None:
        return 1
    return 1 if random.random() < min(0.9, 0.3 * agent.drive) else 0


def _drive(random: Random, number: int) -> float:
    drawn = random.lognormvariate(0, 1.1) if number else _FOUNDER_DRIVE
    return max(drawn, _TEAM_DRIVE) if number <= _FOUNDERS_TEAM else drawn


def _region(random: Random, sponsor: Agent | None) -> Region:
    """Mostly the sponsor's; roots are from the first, and know people everywhere."""
    if sponsor is None:
        return REGIONS[0]
    if random.random() < (0.84 if sponsor.sponsor else 0.2):
        return sponsor.region
    return random.choices(REGIONS, [region.share for region in REGIONS])[0]


def _status(random: Random, sponsor: Agent | None, days: int) -> str:
    """Nobody is thrown out in the first three months."""
    drawn = random.random()
    if sponsor is None or days < 90:
        return "active"
    return "terminated" if drawn < 0.04 else "suspended" if drawn < 0.052 else "active"
