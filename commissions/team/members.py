"""One of the team as I see it, with what the last night decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from agents import preferences
from agents.models import Agent
from commissions.plans import versions
from commissions.standings.models import Standing

_FACTS = ("agent", "rank", "active", "pv", "gv", "customers", "team")


@dataclass(frozen=True)
class Member:
    """`level` is 1 for my own recruits and 0 for me. `standing` is None, and `rank` "", for who
    joined after the last night; `gv_before`, the group volume in points when the month before
    ended, is None for who wasn't there then; `email` is "" where the agent doesn't share it."""

    agent: Agent
    level: int
    standing: Standing | None
    rank: str
    gv_before: int | None
    recruits: bool
    email: str

    @property
    def change(self) -> int | None:
        """Of the group volume since the month before ended, in points."""
        if self.standing is None or self.gv_before is None:
            return None
        return self.standing.gv - self.gv_before

    @property
    def fallen(self) -> int:
        """By how many points it is less."""
        return -self.change if self.change else 0


def members(agents: Iterable[Agent], *, me: Agent, night: date | None) -> list[Member]:
    """In the same number of queries for any number of them; `night` is the last one, if any."""
    agents = list(agents)
    now = _by_agent(Standing.objects.current(), agents)
    before = _by_agent(Standing.objects.on(month_before(night)), agents) if night else {}
    names = rank_names(night)
    recruits = Exists(Agent.objects.filter(sponsor=OuterRef("pk")).order_by())
    of_these = Agent.objects.filter(pk__in=[agent.pk for agent in agents]).order_by()
    recruiting = set(of_these.filter(recruits).values_list("pk", flat=True))
    emails = preferences.shared_emails(agents)
    return [
        Member(
            agent=agent,
            level=agent.level - me.level,
            standing=standing,
            rank=names[standing.rank] if standing else "",
            gv_before=before[agent.pk].gv if agent.pk in before else None,
            recruits=agent.pk in recruiting,
            email=emails.get(agent.pk, ""),
        )
        for agent in agents
        for standing in [now.get(agent.pk)]
    ]


def member(agent: Agent, *, me: Agent, night: date | None) -> Member:
    return members([agent], me=me, night=night)[0]


def rank_names(night: date | None) -> list[str]:
    """By position, in the plan in force that night."""
    plan = versions.in_force(night) if night else None
    return list(plan.ranks.order_by("position").values_list("name", flat=True)) if plan else []


def with_standing(agents: QuerySet[Agent]) -> QuerySet[Agent]:
    """`now_gv` and the like are of the current standing, to filter and sort by; empty where there
    is none. By themselves they are joined once, however often they are named."""
    current = FilteredRelation("standings", condition=Q(standings__until=None))
    facts = {f"now_{name}": F(f"now__{name}") for name in _FACTS}
    return agents.annotate(now=current).annotate(**facts)


def month_before(night: date) -> date:
    """The last day of the month before."""
    return night.replace(day=1) - timedelta(days=1)


def _by_agent(standings: QuerySet[Standing], agents: list[Agent]) -> dict[int, Standing]:
    return {standing.agent_id: standing for standing in standings.filter(agent__in=agents)}
