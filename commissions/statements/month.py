"""One month of one agent's account in one currency: opening balance, every transfer, closing
balance.

A statement is there where something was posted in the month, or a balance was brought into it; so
there is none before the first transfer, and none of a month that is still to come.

It is *final* when the month is over and its last night has run. Nothing is posted into it any more:
nights run in order and post on their own date, and everything else is posted on the day on which
it is done. `verify` says so of every transfer (ledger/check.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext

from agents.models import Agent
from commissions.ledger.models import Transfer
from commissions.nights.earnings import last_night, transfers_of
from commissions.statements import words
from commissions.statements.words import Group
from mlmsite.lib import written


class NoStatement(LookupError):
    def __init__(self, month: date, currency: str) -> None:
        super().__init__(
            gettext(
                "There is no statement in %(currency)s for %(month)s: nothing was posted, and "
                "there was no balance."
            )
            % {"currency": currency, "month": written.month(month)}
        )


@dataclass(frozen=True)
class Entry:
    """One transfer. `amount_minor` is below 0 where it was taken from the agent, `balance_minor`
    what there was after it; `key` is the transfer's in the ledger."""

    posted_on: date
    what: str
    group: Group
    key: str
    amount_minor: int
    balance_minor: int


@dataclass(frozen=True)
class Statement:
    """In minor units of the currency; `month` is its first day. The balance of the last entry is
    `closing_minor`, which is the opening balance of the next month."""

    agent: Agent
    currency: str
    month: date
    opening_minor: int
    entries: tuple[Entry, ...]
    closing_minor: int
    final: bool

    @property
    def number(self) -> str:
        return number_of(self.agent, month=self.month, currency=self.currency)

    @property
    def last_day(self) -> date:
        return next_month(self.month) - timedelta(days=1)

    @property
    def sums(self) -> dict[Group, int]:
        """What of each group moved, in minor units. With the opening balance, the closing one."""
        moved = {of: [e.amount_minor for e in self.entries if e.group == of] for of in Group}
        return {of: sum(amounts) for of, amounts in moved.items() if amounts}


def statement(agent: Agent, *, month: date, currency: str, today: date) -> Statement:
    """Of the month that begins with `month`. Raises NoStatement."""
    through_it = transfers_of(agent, currency=currency).filter(posted_on__lt=next_month(month))
    before = through_it.filter(posted_on__lt=month).aggregate(sum=Sum("signed_minor", default=0))
    entries = tuple(_entries(agent, through_it.filter(posted_on__gte=month), before["sum"]))
    if not is_there(moved=bool(entries), opening_minor=before["sum"], month=month, today=today):
        raise NoStatement(month, currency)
    return Statement(
        agent=agent,
        currency=currency,
        month=month,
        opening_minor=before["sum"],
        entries=entries,
        closing_minor=entries[-1].balance_minor if entries else before["sum"],
        final=is_final(month, today=today, night=last_night()),
    )


def _entries(agent: Agent, transfers: QuerySet[Transfer], balance_minor: int) -> Iterator[Entry]:
    reasons = words.reasons(agent)
    rows = transfers.order_by("posted_on", "id").values_list(
        "posted_on", "kind", "key", "signed_minor"
    )
    for posted_on, kind, key, amount_minor in rows:
        balance_minor += amount_minor
        said, why = words.what(kind, key), reasons.get(key)
        yield Entry(
            posted_on=posted_on,
            what=f"{said}: {why}" if why else said,
            group=words.group(kind, key),
            key=key,
            amount_minor=amount_minor,
            balance_minor=balance_minor,
        )


def number_of(agent: Agent, *, month: date, currency: str) -> str:
    """`2026-10-USD-000123`: from the agent's id, as a code could be given anew by hand."""
    return f"{month:%Y-%m}-{currency}-{agent.pk:06d}"


def is_there(*, moved: bool, opening_minor: int, month: date, today: date) -> bool:
    return moved or (opening_minor != 0 and month <= today)


def is_final(month: date, *, today: date, night: date | None) -> bool:
    """`night` is the last one that has run."""
    end = next_month(month)
    return today >= end and night is not None and night + timedelta(days=1) >= end


def next_month(month: date) -> date:
    """The first day of it. `month` is a first day too."""
    return (month + timedelta(days=31)).replace(day=1)
