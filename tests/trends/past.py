"""A past as nights would have left it, without running them: standings and sums by month."""

from collections.abc import Sequence
from datetime import date

from agents.models import Agent
from agents.retention.months import first_day, number
from commissions.nights.models import Entry, Kind
from commissions.standings.models import Earned, Standing
from mlmsite.lib.money import MICRO


def months_before(last: date, count: int) -> list[date]:
    """The first days of the `count` months up to that of `last`."""
    return [first_day(n) for n in range(number(last) - count + 1, number(last) + 1)]


def earned(
    agent: Agent,
    month: date,
    amount_micro: int,
    *,
    kind: Kind = Kind.RESIDUAL,
    entry: Entry = Entry.EARNED,
    currency: str = "USD",
) -> None:
    whole, rest = divmod(amount_micro, MICRO)
    Earned.objects.create(
        agent=agent,
        month=month,
        currency=currency,
        entry=entry,
        kind=kind,
        lines=1,
        whole_minor=whole,
        rest_micro=rest,
    )


def standing(agent: Agent, since: date, until: date | None = None, **facts) -> None:
    zero = {"pv": 0, "customers": 0, "gv": 0, "team": 0, "team_customers": 0, "rank": 0, "best": 0}
    flags = {"active": True, "terminated": False, "sold": True, "held": 1, "held_below": 1}
    Standing.objects.create(agent=agent, since=since, until=until, **{**zero, **flags, **facts})


def standings(agent: Agent, days: Sequence[date], teams: Sequence[int]) -> None:
    """One after the other, each with so large a team, and twice as many customers."""
    for at, (since, team) in enumerate(zip(days, teams, strict=True)):
        until = days[at + 1] if at + 1 < len(days) else None
        standing(agent, since, until, team=team, team_customers=2 * team, customers=1)
