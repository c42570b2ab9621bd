"""The team as a table: filtered, sorted by any column, a page at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db.models import F, QuerySet

from agents import access
from agents.models import Agent
from commissions.standings.models import Standing
from commissions.team.members import Member, members, with_standing
from commissions.team.tree import having
from mlmsite.lib import keyset

PAGE = 50
COUNTED = 1_000
"""How many rows are counted at most."""

_OF_THE_AGENT = {"name": "name", "level": "level", "joined": "joined_on"}
_OF_THE_NIGHT = {name: f"now_{name}" for name in ("rank", "pv", "gv", "customers", "team")}
COLUMNS = (*_OF_THE_AGENT, *_OF_THE_NIGHT)


@dataclass(frozen=True)
class Asked:
    """What is looked for. Levels are mine: 1 are my recruits. `sort` is a column, with a minus for
    the largest first. Who is filtered by what a night decided isn't new."""

    words: str = ""
    level_from: int | None = None
    level_to: int | None = None
    rank: int | None = None
    activity: str = ""
    customers: str = ""
    status: str = ""
    joined_since: date | None = None
    sort: str = "-gv"


@dataclass(frozen=True)
class Page:
    """`before` and `after` are the codes to go on from, "" where there is nothing beyond."""

    members: list[Member]
    before: str
    after: str


def page(
    me: Agent,
    asked: Asked,
    *,
    night: date | None,
    after: Agent | None = None,
    before: Agent | None = None,
) -> Page:
    """The first one, or what is behind `after`, or what is in front of `before`."""
    start, back = before or after, before is not None
    if start is not None and not found(me, asked).filter(pk=start.pk).exists():
        start, back = None, False
    # One more than shown says whether there is another page that way.
    rows = list(islice(_rows(me, asked, start=start, back=back), PAGE + 1))
    more, shown = len(rows) > PAGE, rows[:PAGE]
    if back:
        shown.reverse()
    codes = (shown[0].code, shown[-1].code) if shown else ("", "")
    return Page(
        members(shown, me=me, night=night),
        before=codes[0] if (more if back else start) else "",
        after=codes[1] if (start if back else more) else "",
    )


def count(me: Agent, asked: Asked) -> int:
    """How many are like that: exactly up to COUNTED, one more for any more."""
    return found(me, asked).order_by()[: COUNTED + 1].count()


def everybody(me: Agent, asked: Asked) -> list[QuerySet[Agent]]:
    """All that are like that, sorted: first those with figures, then the new ones."""
    return [part.sorted() for part in _parts(me, asked)]


def found(me: Agent, asked: Asked) -> QuerySet[Agent]:
    rows = having(with_standing(access.downline(me)), asked.words)
    wanted = {
        "level__gte": asked.level_from and me.level + asked.level_from,
        "level__lte": asked.level_to and me.level + asked.level_to,
        "joined_on__gte": asked.joined_since,
        "status": asked.status or None,
        "now_rank": asked.rank,
        "now_active": {"active": True, "not_active": False}.get(asked.activity),
        "now_customers__gt": 0 if asked.customers == "with" else None,
        "now_customers": 0 if asked.customers == "without" else None,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    return _new(rows) if asked.activity == "new" else rows


@dataclass(frozen=True)
class _Part:
    rows: QuerySet[Agent]
    key: str
    pk: str
    descending: bool

    def sorted(self, *, back: bool = False, start: Agent | None = None) -> QuerySet[Agent]:
        """All of it, or what comes behind `start`."""
        by = {"key": self.key, "pk": self.pk, "descending": self.descending != back}
        rows = self.rows if start is None else keyset.behind(self.rows, start.pk, **by)
        return keyset.ordered(rows, **by)

    def has(self, agent: Agent) -> bool:
        return self.rows.filter(pk=agent.pk).exists()


def _parts(me: Agent, asked: Asked) -> list[_Part]:
    """Whoever has no figures comes last, whichever way figures are sorted."""
    column, descending = asked.sort.removeprefix("-"), asked.sort.startswith("-")
    rows = found(me, asked)
    if column in _OF_THE_AGENT:
        return [_Part(rows, _OF_THE_AGENT[column], "pk", descending)]
    key = _OF_THE_NIGHT[column]
    seen = rows.filter(**{f"{key}__isnull": False})
    if asked.words:
        # Not by the column's index: it would walk through everybody for the few with that name.
        seen = seen.annotate(key=F(key) + 0)
        key = "key"
    return [
        _Part(seen, key, "now_agent", descending),
        _Part(_new(rows), "joined_on", "pk", True),
    ]


def _new(rows: QuerySet[Agent]) -> QuerySet[Agent]:
    """Those without figures. That no night has seen how they joined says the same, and spares a
    look at everybody's standing; but it doesn't where standings aren't kept yet."""
    rows = rows.filter(now_agent__isnull=True)
    kept = Standing.objects.current().exists()
    return rows.filter(arrival__first_night=None) if kept else rows


def _rows(me: Agent, asked: Asked, *, start: Agent | None, back: bool) -> Iterator[Agent]:
    parts = _parts(me, asked)
    if back:
        parts.reverse()
    for part in parts:
        if start is None:
            yield from part.sorted(back=back)[: PAGE + 1]
        elif part.has(start):
            yield from part.sorted(back=back, start=start)[: PAGE + 1]
            start = None
