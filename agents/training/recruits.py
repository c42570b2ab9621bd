"""How far an agent's recruits are on their first steps: what a sponsor sees, and nobody else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from agents.models import Agent
from agents.training.models import Lesson, LessonDone

NEW_DAYS = 3
QUIET_DAYS = 7


@dataclass(frozen=True)
class FirstSteps:
    """`count` of `total` lessons are done, as of `today`. `last_on` is the day of the last answer
    or lesson, None where there was none."""

    agent: Agent
    count: int
    total: int
    last_on: date | None
    today: date

    @property
    def joined_days(self) -> int:
        return (self.today - self.agent.joined_on).days

    @property
    def quiet_days(self) -> int:
        return (self.today - self.last_on).days if self.last_on else self.joined_days

    @property
    def is_done(self) -> bool:
        return self.count >= self.total

    @property
    def has_started(self) -> bool:
        return self.last_on is not None

    @property
    def has_stopped(self) -> bool:
        """Not started some days after joining, or nothing done for a week."""
        limit = QUIET_DAYS if self.has_started else NEW_DAYS
        return not self.is_done and self.quiet_days >= limit


def recruits_of(agent: Agent, *, on: date) -> QuerySet[Agent]:
    """Those who have joined by that day and are not terminated, newest joiners first."""
    joined = agent.recruits.filter(joined_on__lte=on).exclude(status=Agent.Status.TERMINATED)
    return joined.order_by("-joined_on", "-id")


def lessons_of_first_steps() -> list[int]:
    first = Lesson.objects.open().filter(path__starts_on_joining=True)
    return list(first.values_list("pk", flat=True))


def first_steps(agents: Iterable[Agent], *, lessons: list[int], today: date) -> list[FirstSteps]:
    """One for each agent, in their order; one query."""
    agents = list(agents)
    rows = (
        LessonDone.objects.filter(agent__in=agents, lesson__in=lessons)
        .order_by()
        .values_list("agent")
        .annotate(count=Count("id", filter=Q(done_at__isnull=False)), last=Max("last_at"))
    )
    found = {pk: (count, timezone.localdate(last_at)) for pk, count, last_at in rows}
    steps = []
    for agent in agents:
        count, last_on = found.get(agent.pk, (0, None))
        steps.append(FirstSteps(agent, count, len(lessons), last_on, today))
    return steps
