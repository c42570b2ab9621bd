"""Who was above whom on a day that has gone by."""

from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import Min, Q, QuerySet

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


def recruits_on(agent: Agent, day: date) -> QuerySet[Agent]:
    """Whom it had recruited as the night of that day saw it; those whom no night has seen yet are
    not among them."""
    then = sponsors_then(day)
    here = [moved for moved, sponsor in then.items() if sponsor == agent.pk]
    unmoved = Q(sponsor=agent) & ~Q(pk__in=list(then))
    return Agent.objects.filter(unmoved | Q(pk__in=here), arrival__first_night__lte=day)


def sponsors_then(day: date) -> dict[int, int | None]:
    """{agent: sponsor, as the night of that day saw it} for those who have been moved since."""
    later = Q(first_night__gt=day) | Q(first_night=None, moved_at__date__gt=day)
    # The earliest has the last word.
    return dict(
        Move.objects.filter(later).order_by("-id").values_list("agent_id", "from_sponsor_id")
    )


def moved_after(night: date) -> QuerySet[Move]:
    """The moves that a night which has run didn't see."""
    return Move.objects.filter(Q(first_night=None) | Q(first_night__gt=night))


# The sponsor above is looked up and not joined: PostgreSQL expects ten times as many steps up as
# there are agents to begin with, and read the whole table for them.
_SPONSORS = """
WITH RECURSIVE moved AS (
    SELECT m.agent_id, m.from_sponsor_id FROM agents_move m WHERE m.id IN ({earliest})
), up AS (
    SELECT a.id, CASE WHEN m.agent_id IS NULL THEN a.sponsor_id ELSE m.from_sponsor_id END AS above
    FROM agents_agent a LEFT JOIN moved m ON m.agent_id = a.id WHERE a.id IN ({places})
    UNION
    SELECT up.above, CASE
        WHEN m.agent_id IS NULL THEN (SELECT a.sponsor_id FROM agents_agent a WHERE a.id = up.above)
        ELSE m.from_sponsor_id END
    FROM up LEFT JOIN moved m ON m.agent_id = up.above
    WHERE up.id <> %s AND up.above IS NOT NULL
)
SELECT id, above FROM up
"""


def sponsors_up_to(top: Agent, *, of: Iterable[int], night: date) -> dict[int, int | None]:
    """{agent: its sponsor, as a night that has run saw it}, for these agents and all above them, as
    far as `top` where it is above them. One query, however many they are."""
    agents = sorted(set(of))
    if not agents:
        return {}
    # Of an agent moved several times since, the earliest move left where it was.
    earliest = moved_after(night).values("agent").annotate(first=Min("id")).values("first")
    inner, parameters = earliest.order_by().query.sql_with_params()
    # Whole numbers, written out: a driver takes its time over thousands of parameters.
    places = ", ".join(map(str, map(int, agents)))
    with connection.cursor() as cursor:
        cursor.execute(
            _SPONSORS.format(earliest=inner, places=places),
            [*parameters, top.pk],
        )
        return dict(cursor.fetchall())
