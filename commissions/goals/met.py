"""After a night: who has met a goal with it."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from commissions.goals.models import Goal
from commissions.goals.reached import reached
from commissions.goals.words import kept
from commissions.standings.models import Event

_CHUNK = 2_000


def tell(*, night: date) -> int:
    """Marks them, and tells the upline of those that are shared; how many. Done again, or by two
    at once, it tells of each goal once."""
    told = 0
    for goals in _open(night):
        with transaction.atomic():
            for found in reached(goals, night=night):
                if found.met and Goal.objects.filter(pk=found.goal.pk, met_on=None).update(
                    met_on=night
                ):
                    told += 1
                    if found.goal.shared:
                        Event.objects.get_or_create(
                            agent=found.goal.agent,
                            night=night,
                            kind=Event.Kind.GOAL_MET,
                            words=kept(found.goal),
                        )
    return told


def _open(night: date) -> Iterator[list[Goal]]:
    after = 0
    goals = Goal.objects.filter(month=night.replace(day=1), met_on=None).select_related("agent")
    while some := list(goals.filter(pk__gt=after).order_by("pk")[:_CHUNK]):
        yield some
        after = some[-1].pk
