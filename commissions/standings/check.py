"""Do the stored standings and monthly sums agree with one another and with the lines?"""

from collections.abc import Iterator
from datetime import date

import numpy as np
from django.db.models import DateField, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, TruncMonth

from agents.models import Agent
from commissions.engine.rounding import MICRO
from commissions.standings.models import Earned, Standing
from commissions.standings.record import Columns, read

_SHOWN = 5


def problems() -> Iterator[str]:
    """Each agent's standings follow one another without a gap, and none has two of a night."""
    following = (
        Standing.objects.filter(agent=OuterRef("agent"), since__gt=OuterRef("since"))
        .order_by("since")
        .values("since")[:1]
    )
    broken = Standing.objects.annotate(following=Subquery(following)).filter(
        Q(until=None, following__isnull=False)
        | Q(until__isnull=False, following=None)
        | Q(until__lt=F("following"))
        | Q(until__gt=F("following"))
    )
    for agent, since, until, then in broken.values_list("agent_id", "since", "until", "following"):
        yield f"standings: that of agent {agent} since {since} ends on {until}, not on {then}"


def of_night(day: date, computed: Columns) -> Iterator[str]:
    """The stored standings of a night are those that come out of it again. Nothing is said of
    nights from before standings were kept."""
    if not Standing.objects.filter(since__lte=day).exists():
        return
    stored = read(Standing.objects.on(day))
    wrong = _different(stored, computed)
    codes = dict(Agent.objects.filter(pk__in=wrong[:_SHOWN]).values_list("pk", "code"))
    for agent in wrong[:_SHOWN]:
        yield f"standings: that of {codes.get(agent, agent)} on {day} is not what comes out again"


def _different(stored: Columns, computed: Columns) -> list[int]:
    """The agents, by id, of whom anything differs."""
    if np.array_equal(stored["agent_id"], computed["agent_id"]):
        differs = np.zeros(len(stored["agent_id"]), bool)
        for name, values in computed.items():
            differs |= stored[name] != values
        return stored["agent_id"][differs].tolist()
    return np.setxor1d(stored["agent_id"], computed["agent_id"]).tolist()


def earned(lines: QuerySet) -> Iterator[str]:
    """The monthly sums are those of the lines, given as a query of them."""
    sums = (
        lines.annotate(
            month=TruncMonth(Cast("run_id", DateField())),
            currency=F("charge__subscription__currency"),
        )
        .values_list("earner_id", "month", "currency", "entry", "kind")
        .annotate(whole=Sum(F("amount_micro") / MICRO), rest=Sum(F("amount_micro") % MICRO))
        .order_by()
    )
    expected = {tuple(key): whole * MICRO + rest for *key, whole, rest in sums.iterator()}
    stored = {
        tuple(key): whole * MICRO + rest
        for *key, whole, rest in Earned.objects.values_list(
            "agent_id", "month", "currency", "entry", "kind", "whole_minor", "rest_micro"
        ).iterator()
    }
    for key in sorted(expected.keys() | stored.keys()):
        if expected.get(key, 0) != stored.get(key, 0):
            agent, month, currency, *_ = key
            yield (
                f"earned: agent {agent} in {month:%Y-%m}, {currency}: {stored.get(key, 0)} "
                f"millionths are kept, the lines come to {expected.get(key, 0)}"
            )
