"""The only writer of an agent's status, with who changed it and why.

A night looks at the status that it finds; a night computed again goes back through the changes
that came after it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from agents.models import Agent, StatusChange


def change(
    agent: Agent, *, to: str, by: AbstractBaseUser | None, reason: str, at: datetime
) -> StatusChange | None:
    """None where it has that status already."""
    with transaction.atomic():
        before = Agent.objects.select_for_update(no_key=True).get(pk=agent.pk).status
        if before == to:
            return None
        Agent.objects.filter(pk=agent.pk).update(status=to)
        return StatusChange.objects.create(
            agent=agent, before=before, after=to, changed_at=at, changed_by=by, reason=reason
        )


def change_many(changes: Iterable[tuple[int, str]], *, reason: str, at: datetime) -> None:
    """{agent id: status to be}, of a load: in its transaction."""
    wanted = dict(changes)
    there = Agent.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    before = dict(there.values_list("pk", "status"))
    made = [
        StatusChange(agent_id=agent, before=before[agent], after=to, changed_at=at, reason=reason)
        for agent, to in wanted.items()
        if before[agent] != to
    ]
    for change in made:
        Agent.objects.filter(pk=change.agent_id).update(status=change.after)
    StatusChange.objects.bulk_create(made)


def problems() -> Iterator[str]:
    """Each change begins with the status in which the one before it ended, and the last one ended
    with the status of now."""
    now = dict(Agent.objects.exclude(status_changes=None).values_list("pk", "status"))
    for change in StatusChange.objects.select_related("agent").order_by("-id"):
        if now[change.agent_id] != change.after:
            yield (
                f"agents: the status of {change.agent.code} is {now[change.agent_id]} without a "
                f"change from {change.after}"
            )
        now[change.agent_id] = change.before
