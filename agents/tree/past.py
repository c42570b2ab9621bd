"""Who was above whom on a day that has gone by."""

from datetime import date

from django.db.models import Q

from agents.models import Agent, Move


def upline_on(agent: Agent, day: date) -> list[Agent]:
    """The agent's sponsors as the night of that day saw them, its own first. A move that no night
    has seen yet counts from the day on which it was made."""
    then = sponsors_then(day)
    above: list[Agent] = []
    at: Agent | None = agent
    while at is not None:
        at = _up_to_a_moved_one(at, then, above)
        if at is not None:
            above.append(at)
    return above


def _up_to_a_moved_one(
    agent: Agent, then: dict[int, int | None], above: list[Agent]
) -> Agent | None:
    """Adds the sponsors of now until one is reached that has been moved since; its sponsor of
    then, or None where a root is reached."""
    for one in (agent, *agent.get_ancestors(ascending=True)):
        if one.pk != agent.pk:
            above.append(one)
        if one.pk in then:
            sponsor = then[one.pk]
            return None if sponsor is None else Agent.objects.get(pk=sponsor)
    return None


def sponsors_then(day: date) -> dict[int, int | None]:
    """{agent: sponsor, as the night of that day saw it} for those who have been moved since."""
    later = Q(first_night__gt=day) | Q(first_night=None, moved_at__date__gt=day)
    # The earliest has the last word.
    return dict(
        Move.objects.filter(later).order_by("-id").values_list("agent_id", "from_sponsor_id")
    )
