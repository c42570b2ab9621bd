"""How far goals are, computed from what the nights decided and paid."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from commissions.engine.rounding import MICRO
from commissions.goals.models import Goal
from commissions.plans import versions
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
    """After that night, or after the last one of their month; in as many queries for many goals as
    for one (of one month)."""
    found: dict[int, Reached] = {}
    by_month: dict[date, list[Goal]] = defaultdict(list)
    for goal in goals:
        by_month[goal.month].append(goal)
    for month, some in by_month.items():
        length = monthrange(month.year, month.month)[1]
        day = min(night, month.replace(day=length))
        done = max(0, (day - month).days + 1) * 100 // length
        have = _have(some, day)
        found |= {goal.pk: _of(goal, have[goal.pk], done) for goal in some}
    return [found[goal.pk] for goal in goals]


def have(goal: Goal, *, night: date) -> int:
    """Of a goal that need not be saved yet."""
    goal.pk = goal.pk or -1
    [found] = _have([goal], night).values()
    goal.pk = None if goal.pk == -1 else goal.pk
    return found


def _of(goal: Goal, have: int, month_percent: int) -> Reached:
    way = (have - goal.start) * 100 // (goal.target - goal.start)
    return Reached(goal, have, min(100, max(0, way)), month_percent)


def _have(goals: Iterable[Goal], day: date) -> dict[int, int]:
    goals = list(goals)
    agents = {goal.agent_id for goal in goals}
    standings = {s.agent_id: s for s in Standing.objects.on(day).filter(agent__in=agents)}
    plan = versions.in_force(day)
    ranks = {} if plan is None else {r.name: r.position for r in plan.ranks.all()}
    income = _income(agents, day.replace(day=1))
    found = {}
    for goal in goals:
        standing = standings.get(goal.agent_id)
        if goal.measure == Goal.Measure.INCOME:
            found[goal.pk] = income.get((goal.agent_id, goal.currency), 0)
        elif standing is None:
            found[goal.pk] = 0
        elif goal.measure == Goal.Measure.CUSTOMERS:
            found[goal.pk] = standing.customers
        elif goal.measure == Goal.Measure.VOLUME:
            found[goal.pk] = standing.gv
        else:
            # By its name: another version of the plan may have it elsewhere.
            at = ranks.get(goal.rank, goal.target)
            found[goal.pk] = (
                goal.target if standing.rank >= at else min(standing.rank, goal.target - 1)
            )
    return found


def _income(agents: set[int], month: date) -> dict[tuple[int, str], int]:
    """Whole minor units, half up, by agent and currency."""
    exact: dict[tuple[int, str], int] = defaultdict(int)
    rows = Earned.objects.filter(agent__in=agents, month=month)
    for agent, currency, whole, rest in rows.values_list(
        "agent_id", "currency", "whole_minor", "rest_micro"
    ):
        exact[agent, currency] += whole * MICRO + rest
    return {key: (micro + MICRO // 2) // MICRO for key, micro in exact.items()}
