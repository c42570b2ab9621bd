"""Those below me who could use a word today, and why."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from agents.models import Agent
from commissions.goals.reached import Reached, reached
from commissions.goals.setting import shared_with
from commissions.plans import versions
from commissions.standings.models import Ahead, Standing
from commissions.standings.progress import Need, missing_for_active, needs

NEW = timedelta(days=60)
SHOWN = 5
COUNTED = 1_000
"""Counting on would look at everybody in a large team, for a figure that nobody acts on."""
_LOOKED_AT = 200


@dataclass(frozen=True)
class Hint:
    """`needs` are what is missing, where something is; `rank` the rank it is about."""

    agent: Agent
    needs: tuple[Need, ...] = ()
    rank: str = ""
    loses_active: bool = False


@dataclass(frozen=True)
class Section:
    """The first few of `count`, nearest to me first; counted up to COUNTED."""

    hints: list[Hint] = field(default_factory=list)
    count: int = 0

    @property
    def more(self) -> bool:
        """Whether there are more than `count`."""
        return self.count == COUNTED


def newcomers(me: Agent, *, night: date) -> Section:
    """Joined in the last two months, and without a paying customer so far."""
    new = Standing.objects.current().filter(
        me.within("agent__"),
        agent__joined_on__gt=night - NEW,
        agent__status=Agent.Status.ACTIVE,
        sold=False,
    )
    first = new.select_related("agent").order_by("-agent__joined_on", "agent__level", "agent_id")
    return Section([Hint(standing.agent) for standing in first[:SHOWN]], _counted(new))


def fading(me: Agent, *, night: date) -> Section:
    """Lose activity or their rank when what is known to end has ended."""
    plan = versions.in_force(night)
    ahead = _ahead(me).filter(Q(loses_active=True) | Q(loses_rank=True))
    names = {} if plan is None else {r.position: r.name for r in plan.ranks.all()}
    hints = [
        Hint(
            row.agent,
            rank="" if not row.loses_rank else names.get(row.rank_then, ""),
            loses_active=row.loses_active,
        )
        for row in ahead.order_by("agent__level", "agent_id")[:SHOWN]
    ]
    return Section(hints, _counted(ahead))


def rising(me: Agent, *, night: date) -> Section:
    """Near to the next rank, with what is still missing."""
    version = versions.in_force(night)
    near = _ahead(me).filter(near_percent__gt=0, loses_active=False)
    if version is None:
        return Section()
    plan = versions.for_engine(version)
    first = list(near.order_by("-near_percent", "agent__level", "agent_id")[:SHOWN])
    standings = {
        s.agent_id: s
        for s in Standing.objects.on(night).filter(agent__in=[row.agent_id for row in first])
    }
    hints = []
    for row in first:
        standing = standings[row.agent_id]
        standing.agent = row.agent
        position = standing.rank + 1
        asked = needs(standing, plan, position, day=night)
        missing = tuple(need for need in asked if not need.met)
        hints.append(Hint(row.agent, missing, plan.ranks[position].name))
    return Section(hints, _counted(near))


def inactive(me: Agent, *, night: date) -> Section:
    """My own recruits who could earn with me and are not active, with what is missing."""
    version = versions.in_force(night)
    if version is None:
        return Section()
    plan = versions.for_engine(version)
    found = Standing.objects.current().filter(
        agent__sponsor=me, agent__status=Agent.Status.ACTIVE, active=False, sold=True
    )
    first = found.select_related("agent").order_by("-gv", "agent_id")[:SHOWN]
    return Section(
        [Hint(s.agent, missing_for_active(s, plan)) for s in first],
        _counted(found),
    )


def goals_behind(me: Agent, *, night: date) -> list[Reached]:
    """Of the newest shared goals of this month."""
    goals = shared_with(me, month=night).filter(met_on=None).order_by("-made_at")[:_LOOKED_AT]
    behind = [r for r in reached(list(goals), night=night) if r.behind]
    return sorted(behind, key=lambda r: r.percent)[:SHOWN]


def _ahead(me: Agent) -> QuerySet[Ahead]:
    return Ahead.objects.filter(me.within("agent__")).select_related("agent")


def _counted(found: QuerySet) -> int:
    return found.order_by()[:COUNTED].count()
