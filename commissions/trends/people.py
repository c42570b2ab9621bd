"""An agent's team and its paying customers, as they were when each month ended."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from agents.models import Agent
from agents.retention import months as calendar
from commissions.charts.labels import Label, labels
from commissions.charts.lines import Lines, lines
from commissions.standings.models import Standing
from commissions.trends import MONTHS


@dataclass(frozen=True)
class People:
    """`days` are the last days of months, and at the end the night itself; `standings` what its
    night decided, None where none is kept."""

    days: tuple[date, ...]
    standings: tuple[Standing | None, ...]
    team: Lines
    customers: Lines
    labels: tuple[Label, ...]

    @property
    def by_day(self) -> list[tuple[date, Standing | None]]:
        return list(zip(self.days, self.standings, strict=True))

    @property
    def first(self) -> Standing:
        return next(standing for standing in self.standings if standing)

    @property
    def latest(self) -> Standing:
        return next(standing for standing in reversed(self.standings) if standing)


def people(agent: Agent, *, night: date, count: int = MONTHS) -> People | None:
    """From the first month on at whose end the agent stood somewhere. One query."""
    days = _ends(night, count)
    found = Standing.objects.filter(_on_any(days), agent=agent)
    known = [next((s for s in found if _on(s, day)), None) for day in days]
    if not any(known):
        return None
    start = next(at for at, standing in enumerate(known) if standing)
    days, known = days[start:], known[start:]
    return People(
        tuple(days),
        tuple(known),
        team=lines([_values(known, "team")]),
        customers=lines([_values(known, "team_customers"), _values(known, "customers")]),
        labels=labels([day.replace(day=1) for day in days]),
    )


def _ends(night: date, count: int) -> list[date]:
    this = calendar.number(night)
    later = (calendar.first_day(number) for number in range(this - count + 2, this + 1))
    return [first - timedelta(days=1) for first in later] + [night]


def _on_any(days: list[date]) -> Q:
    asked = Q()
    for day in days:
        asked |= Q(since__lte=day) & (Q(until=None) | Q(until__gt=day))
    return asked


def _on(standing: Standing, day: date) -> bool:
    return standing.since <= day and (standing.until is None or standing.until > day)


def _values(standings: list[Standing | None], name: str) -> list[int | None]:
    return [standing and getattr(standing, name) for standing in standings]
