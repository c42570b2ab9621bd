"""The tree: recruits a page at a time, what is open on the way to somebody, and the search."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from agents import access
from agents.models import Agent
from commissions.team.members import Member, members, with_standing
from mlmsite.lib import keyset

PAGE = 50
DEEPEST = 12
"""As many people above somebody are shown on the way there, the nearest ones."""

# Who has no group volume yet comes behind those who have none.
_KEYS = {"joined": ("joined_on", False), "gv": ("known_gv", True), "name": ("name", False)}
ORDERS = tuple(_KEYS)


@dataclass(frozen=True)
class Page:
    """`after` is the code to go on behind, "" on the last page; `head` whose recruits they are."""

    members: list[Member]
    after: str
    head: Member | None = None


@dataclass(frozen=True)
class Open:
    """Somebody with what is open below: the next one on the way, or at its end the recruits."""

    member: Member
    below: Self | None
    page: Page | None


def recruits_of(
    agent: Agent,
    *,
    me: Agent,
    night: date | None,
    order: str = "joined",
    after: Agent | None = None,
) -> Page:
    """The next recruits of an agent, behind the recruit `after`."""
    key, descending = _KEYS[order]
    rows = agent.recruits.all()
    if order == "gv":
        rows = with_standing(rows).annotate(known_gv=Coalesce(F("now_gv"), Value(-1)))
    rows = keyset.ordered(rows, key, descending=descending)
    if after is not None:
        rows = keyset.behind(rows, after.pk, key, descending=descending)
    return _page(rows, me, night, head=agent)


def search(me: Agent, *, words: str, night: date | None, after: Agent | None = None) -> Page:
    """Those below me whose name or code has all the words in it, in the tree's order."""
    found = having(access.downline(me).select_related("sponsor"), words)
    if after is not None:
        found = found.filter(lft__gt=after.lft)
    return _page(found, me, night)


def having(agents: QuerySet[Agent], words: str) -> QuerySet[Agent]:
    for word in words.split():
        agents = agents.filter(Q(name__icontains=word) | Q(code__icontains=word))
    return agents


def path(me: Agent, agent: Agent) -> list[Agent]:
    """From me down to the agent, both included; nobody above me."""
    upline = agent.get_ancestors(include_self=True)
    return [above for above in upline if above.level >= me.level]


def opened_to(agent: Agent, *, me: Agent, night: date | None, order: str) -> Open | None:
    """What is open on the way from me down to the agent; None if that is myself."""
    way = path(me, agent)[1:][-DEEPEST:]
    page = recruits_of(agent, me=me, night=night, order=order)
    found = None
    for shown in reversed(members(way, me=me, night=night)):
        found = Open(shown, below=found, page=None if found else page)
    return found


def _page(
    rows: QuerySet[Agent], me: Agent, night: date | None, *, head: Agent | None = None
) -> Page:
    # One more than shown says whether there is another page.
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    after = shown[-1].code if len(found) > PAGE else ""
    if head is None:
        return Page(members(shown, me=me, night=night), after)
    # All at once: each time costs some queries.
    first, *others = members([head, *shown], me=me, night=night)
    return Page(others, after, first)
