"""One person of the team, month by month."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from agents.models import Agent
from commissions.plans.models import Plan
from commissions.standings.models import Standing
from commissions.team.members import month_before

MONTHS = 12


@dataclass(frozen=True)
class Month:
    """What the last night in a month decided; `day` is that night's."""

    day: date
    standing: Standing
    rank: str


def months(agent: Agent, *, night: date) -> list[Month]:
    """The newest first, this one so far among them; none from before the agent was there."""
    days = list(_last_days(night))
    rows = list(Standing.objects.filter(agent=agent, since__lte=night).order_by("-since"))
    names = dict(_rank_names(night))
    found = []
    for day in days:
        # Where there is none, the night of that day hasn't seen the agent.
        standing = next((row for row in rows if row.since <= day), None)
        if standing is not None:
            plan = max(start for start in names if start <= day)
            found.append(Month(day, standing, names[plan][standing.rank]))
    return found


def recruits_count(agent: Agent) -> int:
    return agent.recruits.count()


def _last_days(night: date) -> Iterator[date]:
    for _ in range(MONTHS):
        yield night
        night = month_before(night)


def _rank_names(night: date) -> Iterator[tuple[date, list[str]]]:
    """Of each plan so far, by the day on which it began."""
    for plan in Plan.objects.filter(effective_from__lte=night).prefetch_related("ranks"):
        ranks = sorted(plan.ranks.all(), key=lambda rank: rank.position)
        yield plan.effective_from, [rank.name for rank in ranks]
