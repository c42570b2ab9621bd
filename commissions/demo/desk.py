"""What makes the demo's desk worth opening: goals of this month, and charges that failed."""

from datetime import date, datetime, timedelta

from django.db.models import F

from agents import preferences
from agents.models import Agent, FailedCharge, Subscription
from commissions.goals.models import Goal
from commissions.goals.setting import GoalRefused, cheer, set_goal
from commissions.standings.models import Standing

_WANTING = 40
"""How many of a team set themselves a goal."""


def furnish(agent: Agent, *, today: date, at: datetime) -> None:
    """For this distributor and its team; each month once."""
    month = today.replace(day=1)
    # Set at the month's beginning, so that some of the way is done.
    night = min(month, today - timedelta(days=1))
    if Goal.objects.filter(month=month).exists():
        return
    _goals(agent, night, month, at)
    _failed(agent, today)
    recruits = list(agent.recruits.order_by("pk"))
    for recruit in recruits[::2]:
        preferences.change(recruit, shares_contact=True)


def _goals(me: Agent, night: date, month: date, at: datetime) -> None:
    below = Standing.objects.current().filter(me.within("agent__"), active=True)
    team = below.select_related("agent").order_by("-gv", "pk")[:_WANTING]
    mine = Standing.objects.current().filter(agent=me).select_related("agent")
    for number, standing in enumerate([*mine, *team]):
        measure = "volume" if number % 3 else "customers"
        have = standing.gv if number % 3 else standing.customers
        # Some are there by now, some nearly, and some fall behind.
        target = have + max(1, have // 20) * (number % 4)
        told = {"month": month, "night": night, "at": at, "shared": number % 9 != 4}
        try:
            goal = set_goal(standing.agent, measure=measure, target=target, **told)
        except GoalRefused:
            continue
        if number == 1:
            cheer(goal, by=me, words="You are on a good way!", offers_help=False, at=at)
    if sponsor := me.sponsor:
        for goal in Goal.objects.filter(agent=me, shared=True):
            cheer(goal, by=sponsor, words="Call me, I have an idea.", offers_help=True, at=at)


def _failed(me: Agent, today: date) -> None:
    """Two cards that expired, and one customer who leaves in a week."""
    running = Subscription.objects.running_on(today).filter(customer__agent=me, ended_on=None)
    first = list(running.order_by("-price_minor", "pk")[:3])
    for subscription in first[:2]:
        FailedCharge.objects.get_or_create(
            ref=f"failed-{subscription.ref}-{today:%Y-%m}",
            defaults={
                "subscription": subscription,
                "period_start": subscription.next_charge_on or today,
                "failed_on": today - timedelta(days=2),
                "reason": "The card has expired.",
            },
        )
    leaving = Subscription.objects.filter(pk__in=[s.pk for s in first[2:]])
    leaving.filter(started_on__lt=F("next_charge_on")).update(ended_on=today + timedelta(days=7))
