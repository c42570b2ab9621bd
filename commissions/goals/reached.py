"""How far goals are, computed from what the nights decided and paid."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from commissions.engine.rounding import MICRO
from commissions.goals.models import Goal
from commissions.plans.models import Plan
from commissions.standings.models import Earned, Standing

PATIENCE_DAYS = 7
"""Nobody is behind in the first week."""


@dataclass(frozen=True)
class Reached:
    """`have` in the goal's own unit; percents are of the way from its start, from 0 to 100, and of
    the month."""

    goal: Goal
    have: int
    percent: int
    month_percent: int

    @property
    def met(self) -> bool:
        return self.have >= self.goal.target

    @property
    def over(self) -> bool:
        return self.month_percent == 100

    @property
    def behind(self) -> bool:
        """Less of the way is done than of the month; nobody is in the first week."""
        early = self.month_percent * 31 < PATIENCE_DAYS * 100
        return not (self.met or self.over or early) and self.percent < self.month_percent


def reached(goals: Sequence[Goal], *, night: date) -> list[Reached]:
    """After that night, or after the last one of their month; in as many queries for many goals
    and months as for one."""
    have = _have(goals, night)
    return [_of(goal, have[goal.pk], _done(goal.month, night)) for goal in goals]


def have(goal: Goal, *, night: date) -> int:
    """Of a goal that need not be saved yet."""
    goal.pk = goal.pk or -1
    [found] = _have([goal], night).values()
    goal.pk = None if goal.pk == -1 else goal.pk
    return found


def _last_day(month: date, night: date) -> date:
    return min(night, month.replace(day=monthrange(month.year, month.month)[1]))


def _done(month: date, night: date) -> int:
    """Percent of the month."""
    length = monthrange(month.year, month.month)[1]
    return max(0, (_last_day(month, night) - month).days + 1) * 100 // length


def _of(goal: Goal, have: int, month_percent: int) -> Reached:
    way = (have - goal.start) * 100 // (goal.target - goal.start)
    return Reached(goal, have, min(100, max(0, way)), month_percent)


def _have(goals: Iterable[Goal], night: date) -> dict[int, int]:
    goals = list(goals)
    agents = {goal.agent_id for goal in goals}
    days = {goal.month: _last_day(goal.month, night) for goal in goals}
    standings = _standings(agents, set(days.values()))
    positions = _positions(set(days.values()))
    income = _income(agents, set(days))
    found = {}
    for goal in goals:
        day = days[goal.month]
        standing = standings.get((goal.agent_id, day))
        if goal.measure == Goal.Measure.INCOME:
            found[goal.pk] = income.get((goal.agent_id, goal.month, goal.currency), 0)
        elif standing is None:
            found[goal.pk] = 0
        elif goal.measure == Goal.Measure.CUSTOMERS:
            found[goal.pk] = standing.customers
        elif goal.measure == Goal.Measure.VOLUME:
            found[goal.pk] = standing.gv
        else:
            # By its name: another version of the plan may have it elsewhere.
            at = positions[day].get(goal.rank, goal.target)
            found[goal.pk] = (
                goal.target if standing.rank >= at else min(standing.rank, goal.target - 1)
            )
    return found


def _standings(agents: set[int], days: set[date]) -> dict[tuple[int, date], Standing]:
    """By agent and day: of each agent no more rows than days, however many it has."""
    on_one = [Standing.objects.on(day).filter(agent__in=agents) for day in sorted(days)]
    return {
        (found.agent_id, day): found
        for found in reduce(or_, on_one, Standing.objects.none())
        for day in days
        if found.since <= day and (found.until is None or day < found.until)
    }


def _positions(days: set[date]) -> dict[date, dict[str, int]]:
    """Of the ranks by their names, as the plan in force on each day has them."""
    plans = Plan.objects.order_by("effective_from").prefetch_related("ranks")
    found: dict[date, dict[str, int]] = {day: {} for day in days}
    for plan in plans:
        ranks = {rank.name: rank.position for rank in plan.ranks.all()}
        found |= {day: ranks for day in days if plan.effective_from <= day}
    return found


def _income(agents: set[int], months: set[date]) -> dict[tuple[int, date, str], int]:
    """Whole minor units, half up, by agent, month and currency."""
    exact: dict[tuple[int, date, str], int] = defaultdict(int)
    rows = Earned.objects.filter(agent__in=agents, month__in=months)
    for agent, month, currency, whole, rest in rows.values_list(
        "agent_id", "month", "currency", "whole_minor", "rest_micro"
    ):
        exact[agent, month, currency] += whole * MICRO + rest
    return {key: (micro + MICRO // 2) // MICRO for key, micro in exact.items()}
