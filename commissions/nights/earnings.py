"""What an agent earned, as its pages show it: read from the lines and the ledger, never written."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice
from operator import attrgetter

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When
from django.db.models.functions import TruncMonth

from agents.models import Agent
from commissions.ledger.models import Account, Transfer
from commissions.nights.models import Entry, Line, Run
from mlmsite.lib.money import MICRO

# Summed apart, whole units and millionths: one sum of a root's month could outgrow 64 bits.
_SUMS = {"units": Sum(F("amount_micro") / MICRO), "rest": Sum(F("amount_micro") % MICRO)}

ENTRIES = {Transfer.Kind.EARNED: Entry.EARNED, Transfer.Kind.CLAWBACK: Entry.CLAWBACK}


@dataclass(frozen=True)
class NightlyPay:
    """What one night posted for an agent, by currency."""

    posted_on: date
    earned: list[Transfer]
    clawbacks: list[Transfer]


@dataclass(frozen=True)
class Behind:
    """How many lines are behind a transfer, and what they come to. With `carried_micro`, the
    fraction that comes in from earlier nights less the one left to later ones, it is what the
    transfer says."""

    count: int
    sum_micro: int
    carried_micro: int


def last_night() -> date | None:
    run = Run.objects.order_by("posted_on").only("posted_on").last()
    return run.posted_on if run else None


def _exact(units: int | None, rest: int | None) -> int:
    return (units or 0) * MICRO + (rest or 0)


def transfers_of(agent: Agent, *, currency: str = "", kind: str = "") -> QuerySet[Transfer]:
    """Of its own accounts, newest first; `signed_minor` is below 0 where one was debited."""
    own = list(Account.objects.filter(agent=agent).values_list("id", flat=True))
    transfers = Transfer.objects.filter(Q(credit__in=own) | Q(debit__in=own))
    if currency:
        transfers = transfers.filter(currency=currency)
    if kind:
        transfers = transfers.filter(kind=kind)
    credited = When(credit__in=own, then=F("amount_minor"))
    return transfers.annotate(
        signed_minor=Case(credited, default=-F("amount_minor")),
        month=TruncMonth("posted_on"),
    ).order_by("-posted_on", "currency", "id")


def currencies_of(agent: Agent) -> list[str]:
    accounts = Account.objects.filter(agent=agent).order_by("currency")
    return list(accounts.values_list("currency", flat=True))


def last_nights(agent: Agent, *, count: int = 10) -> list[NightlyPay]:
    """The last nights that posted something for the agent, newest first."""
    # A night posts at most one transfer of each kind in a currency.
    most = count * len(ENTRIES) * len(currencies_of(agent))
    newest = transfers_of(agent).filter(kind__in=ENTRIES)[:most]
    nights = groupby(newest, attrgetter("posted_on"))
    return [_nightly(day, list(posted)) for day, posted in islice(nights, count)]


def _nightly(posted_on: date, posted: list[Transfer]) -> NightlyPay:
    earned, clawbacks = ([t for t in posted if t.kind == kind] for kind in ENTRIES)
    return NightlyPay(posted_on, earned, clawbacks)


def lines_behind(transfer: Transfer, *, agent: Agent) -> QuerySet[Line]:
    """The lines that a night posted to the agent with this transfer."""
    return (
        Line.objects.filter(
            run=transfer.posted_on,
            earner=agent,
            entry=ENTRIES[Transfer.Kind(transfer.kind)],
            charge__subscription__currency=transfer.currency,
        )
        .select_related("rank", "charge__subscription__customer", "charge__subscription__product")
        .order_by("kind", "level", "charge_id")
    )


def behind(transfer: Transfer, lines: QuerySet[Line]) -> Behind:
    sums = lines.aggregate(count=Count("id"), **_SUMS)
    total = _exact(sums["units"], sums["rest"])
    sign = -1 if transfer.kind == Transfer.Kind.CLAWBACK else 1
    return Behind(sums["count"], total, sign * transfer.amount_minor * MICRO - total)
