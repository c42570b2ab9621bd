"""An agent's team, as pages show it: recruits a page at a time, found by name, counted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from agents import access, preferences
from agents.models import Agent

PAGE = 50
LEVELS = 4


@dataclass(frozen=True)
class Member:
    """One agent as `me` sees it: `level` is 1 for my own recruits, `team` its whole downline,
    `email` is "" where the agent doesn't share it."""

    agent: Agent
    level: int
    recruits: int
    team: int
    email: str = ""

    @property
    def is_my_recruit(self) -> bool:
        return self.level == 1


@dataclass(frozen=True)
class Page:
    """Members in the tree's order; `after` is the code to go on behind, "" on the last page."""

    members: list[Member]
    after: str


@dataclass(frozen=True)
class Summary:
    """How many people are below, how many of them have the status active, how many on each level
    below me, from 1."""

    people: int = 0
    active: int = 0
    levels: dict[int, int] = field(default_factory=dict)

    @property
    def recruits(self) -> int:
        return self.levels.get(1, 0)

    @property
    def widest(self) -> int:
        return max(self.levels.values(), default=0)

    @property
    def first_levels(self) -> list[tuple[int, int]]:
        return sorted(self.levels.items())[:LEVELS]

    @property
    def more_levels(self) -> list[tuple[int, int]]:
        return sorted(self.levels.items())[LEVELS:]


def summary(me: Agent) -> Summary:
    rows = (
        access.downline(me)
        .values_list("level", "status")
        .annotate(people=Count("id"))
        .order_by("level", "status")
    )
    levels: Counter[int] = Counter()
    statuses: Counter[str] = Counter()
    for level, status, people in rows:
        levels[level - me.level] += people
        statuses[status] += people
    return Summary(statuses.total(), statuses[Agent.Status.ACTIVE], dict(levels))


def recruits_of(agent: Agent, *, seen_by: Agent, after: Agent | None = None) -> Page:
    """The next recruits of an agent, behind the recruit `after`."""
    return _page(agent.recruits.order_by("lft"), seen_by, after)


def search(me: Agent, *, words: str, after: Agent | None = None) -> Page:
    """Those below me whose name or code has all the words in it."""
    found = access.downline(me).select_related("sponsor")
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Q(code__icontains=word))
    return _page(found, me, after)


def member(agent: Agent, *, seen_by: Agent) -> Member:
    return _members([agent], seen_by)[0]


def path(me: Agent, agent: Agent) -> list[Agent]:
    """From me down to the agent, both included; nobody above me."""
    upline = agent.get_ancestors(include_self=True)
    return [above for above in upline if above.level >= me.level]


def _page(agents: QuerySet[Agent], me: Agent, after: Agent | None) -> Page:
    if after is not None:
        agents = agents.filter(lft__gt=after.lft)
    # One more than shown says whether there is another page.
    rows = list(agents[: PAGE + 1])
    shown = rows[:PAGE]
    return Page(_members(shown, me), shown[-1].code if len(rows) > PAGE else "")


def _members(agents: Iterable[Agent], me: Agent) -> list[Member]:
    agents = list(agents)
    teams = Agent.objects.counts_below(agents)
    recruits = dict(
        Agent.objects.filter(sponsor__in=agents)
        .values_list("sponsor_id")
        .annotate(recruits=Count("id"))
        .order_by()
    )
    emails = preferences.shared_emails(agents)
    return [
        Member(
            agent=agent,
            level=agent.level - me.level,
            recruits=recruits.get(agent.pk, 0),
            team=teams[agent.pk],
            email=emails.get(agent.pk, ""),
        )
        for agent in agents
    ]
