"""The events of a downline, newest first."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from agents.models import Agent
from commissions.standings.models import Event

PAGE = 50
KEPT = timedelta(days=90)
"""How far back the pages go."""


@dataclass(frozen=True)
class Page:
    """`after` is what the next page begins behind, "" on the last one."""

    events: list[Event]
    after: str


def page(me: Agent, *, night: date, kind: str = "", after: str = "") -> Page:
    """`after` as the page before gave it; anything else is the first page."""
    found = of_team(me, since=night - KEPT, until=night)
    if kind in Event.Kind.values:
        found = found.filter(kind=kind)
    before = _read(after)
    if before is not None:
        day, pk = before
        found = found.filter(Q(night__lt=day) | Q(night=day, pk__lt=pk))
    rows = list(found[: PAGE + 1])
    shown = rows[:PAGE]
    more = f"{shown[-1].night}.{shown[-1].pk}" if len(rows) > PAGE else ""
    return Page(shown, more)


def of_team(me: Agent, *, since: date, until: date) -> QuerySet[Event]:
    """After the night `since`, up to and including `until`."""
    return (
        Event.objects.filter(me.within("agent__"), night__gt=since, night__lte=until)
        .select_related("agent")
        .order_by("-night", "-pk")
    )


def _read(after: str) -> tuple[date, int] | None:
    day, _, number = after.partition(".")
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        return None
