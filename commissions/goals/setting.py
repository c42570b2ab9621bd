"""The only writer of goals, and of what an upline says of them; and who sees which."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agents.models import Agent
from commissions.goals.models import Cheer, Goal
from commissions.goals.reached import have
from commissions.plans import versions


class GoalRefused(ValueError):
    """Nothing was set; the message says why."""


class ReachedAlready(GoalRefused):
    def __init__(self) -> None:
        super().__init__(_("You are there already: set yourself something higher."))


def set_goal(
    agent: Agent,
    *,
    month: date,
    measure: str,
    target: int,
    currency: str = "",
    rank: str = "",
    shared: bool,
    night: date,
    at: datetime,
) -> Goal:
    """The agent's goal of that month; one of the same measure (and currency) is replaced. `target`
    as in the model; of a rank its name says it. Raises GoalRefused."""
    if measure == Goal.Measure.RANK:
        target = _position(rank, night)
    goal = Goal(
        agent=agent,
        month=month.replace(day=1),
        measure=measure,
        currency=currency if measure == Goal.Measure.INCOME else "",
        rank=rank if measure == Goal.Measure.RANK else "",
        target=target,
        shared=shared,
        made_at=at,
    )
    # What a month to come brings can't be measured yet: it starts from nothing.
    now_running = night.replace(day=1) == goal.month
    counts_anew = measure == Goal.Measure.INCOME and not now_running
    goal.start = 0 if counts_anew else have(goal, night=night)
    if goal.start >= goal.target:
        raise ReachedAlready
    with transaction.atomic():
        same = {"month": goal.month, "measure": goal.measure, "currency": goal.currency}
        Goal.objects.filter(agent=agent, **same).delete()
        goal.save()
    return goal


def _position(rank: str, night: date) -> int:
    plan = versions.in_force(night)
    found = plan.ranks.filter(name=rank).first() if plan else None
    if found is None:
        raise GoalRefused(_("There is no such rank in the plan: choose one of the list."))
    return found.position


def drop(goal: Goal) -> None:
    goal.delete()


def cheer(goal: Goal, *, by: Agent, words: str, offers_help: bool, at: datetime) -> Cheer:
    """Said again, the new words count. Raises GoalRefused where nothing is said."""
    if not words and not offers_help:
        raise GoalRefused(_("Say something kind, or offer your help."))
    said = {"words": words, "offers_help": offers_help, "said_at": at}
    return Cheer.objects.update_or_create(goal=goal, by=by, defaults=said)[0]


def shared_with(me: Agent, *, month: date) -> QuerySet[Goal]:
    """Those of my downline that their owners share."""
    of_month = Goal.objects.filter(month=month.replace(day=1), shared=True)
    return of_month.filter(me.within("agent__")).select_related("agent").order_by("pk")


def cheers_of(goals: Iterable[int]) -> QuerySet[Cheer]:
    return Cheer.objects.filter(goal__in=list(goals)).select_related("by").order_by("said_at")


def said_by(me: Agent, goals: Iterable[Goal]) -> dict[int, Cheer]:
    """What I said already, by the goal."""
    said = Cheer.objects.filter(by=me, goal__in=[goal.pk for goal in goals])
    return {cheer.goal_id: cheer for cheer in said}
