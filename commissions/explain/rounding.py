"""How a night's lines became whole minor units: what came in of earlier nights' fractions, what was
posted, what went on to later ones (domain page, Money)."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import Count, F, Q, QuerySet, Sum

from agents.models import Agent
from commissions.engine.lines import Lines
from commissions.engine.posting import HALF, post
from commissions.engine.rounding import MICRO
from commissions.explain.walk import Disagrees
from commissions.ledger.models import Transfer
from commissions.nights import earnings
from commissions.nights.models import Entry, Line, Run
from commissions.standings.models import Earned

_KINDS = {Entry.EARNED: Transfer.Kind.EARNED, Entry.CLAWBACK: Transfer.Kind.CLAWBACK}
_UNITS = Sum(F("amount_micro") / MICRO)
_REST = Sum(F("amount_micro") % MICRO)


@dataclass(frozen=True)
class Rounding:
    """Signed like the lines. `before_micro` and `after_micro`: what the lines so far were ahead of
    the ledger, less than half a minor unit either way, before that night and after it."""

    currency: str
    lines: int
    sum_micro: int
    before_micro: int
    posted_minor: int
    after_micro: int


def of_night(agent: Agent, *, night: date, entry: Entry, currency: str) -> Rounding:
    """Raises Disagrees where the ledger says something else."""
    lines = _lines(agent, entry, currency)
    sums = lines.filter(run=night).aggregate(units=_UNITS, rest=_REST, count=Count("id"))
    sign = -1 if entry == Entry.CLAWBACK else 1
    total = sign * (sums["units"] * MICRO + sums["rest"])
    before = _fraction(agent, lines, night=night, entry=entry, currency=currency)
    amount, after = posted(total, before)
    kind = _KINDS[entry]
    key = f"{night}:{kind}:{agent.code}:{currency}"
    said = Transfer.objects.filter(key=key).values_list("amount_minor", flat=True).first() or 0
    if amount != said:
        raise Disagrees(f"{key}: {said} is posted, its lines and what was carried give {amount}.")
    return Rounding(
        currency=currency,
        lines=sums["count"],
        sum_micro=sign * total,
        before_micro=sign * _ahead(before),
        posted_minor=sign * amount,
        after_micro=sign * _ahead(after),
    )


def posted(total_micro: int, fraction_micro: int) -> tuple[int, int]:
    """By the engine: whole units and the fraction that is carried on. A sum of whole units is
    posted as it is, so that it need not fit 64 bits in millionths."""
    whole, rest = divmod(total_micro, MICRO)
    if not rest:
        return whole, fraction_micro
    told = dict.fromkeys(("charge", "earner", "entry", "kind", "level", "rank", "rate_ppm"), 0)
    line = Lines.of(1, **told, base_micro=0, amount_micro=rest, currency=0)
    postings = post(line, np.full((1, 1, 1), fraction_micro, np.int32))
    return whole + int(postings.amount_minor[0]), int(postings.fraction_micro[0])


def _ahead(fraction_micro: int) -> int:
    """From half on, it was rounded up: the ledger is ahead."""
    return fraction_micro if fraction_micro < HALF else fraction_micro - MICRO


def _lines(agent: Agent, entry: Entry, currency: str) -> QuerySet[Line]:
    lines = Line.objects.filter(earner=agent, entry=entry)
    if earnings.currencies_of(agent) == [currency]:
        return lines  # No need to look at each line's subscription.
    return lines.filter(charge__subscription__currency=currency)


def _fraction(
    agent: Agent, lines: QuerySet[Line], *, night: date, entry: Entry, currency: str
) -> int:
    """The millionths beyond whole units of all lines before that night, from 0 to 10⁶ - 1: from the
    monthly sums, and the lines of the month on the side of the night where there are fewer nights.

    Nights are named one by one: the index of lines begins with the night, then has the earner."""
    month = night.replace(day=1)
    of_month = Run.objects.filter(posted_on__year=night.year, posted_on__month=night.month)
    nights = list(of_month.values_list("posted_on", flat=True))
    earlier = [day for day in nights if day < night]
    rest = [day for day in nights if day >= night]
    forward = len(earlier) <= len(rest)
    sums = Earned.objects.filter(agent=agent, currency=currency, entry=entry).filter(
        Q(month__lt=month) if forward else Q(month__lte=month)
    )
    kept = sums.aggregate(rest=Sum("rest_micro"))["rest"] or 0
    some = lines.filter(run__in=earlier if forward else rest).aggregate(rest=_REST)["rest"] or 0
    sign = -1 if entry == Entry.CLAWBACK else 1
    return sign * (kept + some if forward else kept - some) % MICRO
