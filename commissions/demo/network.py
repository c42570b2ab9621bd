"""Who recruited whom: most recruit nobody, few recruit many, and the early ones most."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from random import Random

from commissions.demo.people import REGIONS, People, Region, email

YEARS = 2


@dataclass(frozen=True)
class Member:
    code: str
    sponsor: str
    name: str
    email: str
    joined_on: date
    status: str
    region: Region


def members(random: Random, people: People, *, count: int, until: date) -> list[Member]:
    """The first is the founder, above nearly everyone; one or two small trees stand apart."""
    roots = {0, *(i for i in (count // 3, count // 2) if i > 100)}
    width = max(6, len(str(count)))
    made: list[Member] = []
    sponsors: list[int | None] = []
    for number in range(count):
        above = None if number in roots else _sponsor(random, sponsors)
        sponsors.append(above)
        sponsor = None if above is None else made[above]
        code = f"A-{number + 1:0{width}d}"
        region = _region(random, sponsor.region if sponsor else None)
        name = people.name(region)
        made.append(
            Member(
                code=code,
                sponsor=sponsor.code if sponsor else "",
                name=name,
                email=email(name, code, "example.com") if number else "founder@example.com",
                joined_on=_joined_on(number, count, until),
                status="active" if number in roots else _status(random),
                region=region,
            )
        )
    return made


def _sponsor(random: Random, sponsors: list[int | None]) -> int:
    """Somebody earlier, or that one's sponsor: who has recruited recruits more."""
    drawn = random.randrange(len(sponsors))
    above = sponsors[drawn]
    return drawn if above is None or random.random() < 0.6 else above


def _region(random: Random, of_sponsor: Region | None) -> Region:
    if of_sponsor and random.random() < 0.93:
        return of_sponsor
    return random.choices(REGIONS, [region.share for region in REGIONS])[0]


def _joined_on(number: int, count: int, until: date) -> date:
    """In order, and more of them the later it gets."""
    days = YEARS * 365 * (1 - sqrt((number + 1) / count))
    return until - timedelta(days=round(days) + 1)


def _status(random: Random) -> str:
    return random.choices(["active", "terminated", "suspended"], [95, 4, 1])[0]
