"""What an agent has, and what of it can be paid out (domain page, The ledger).

A balance is the account's credits less its debits, all of them. What is available is the balance
less what was earned in the last `hold_days`: an amount posted on day p can be paid out from
p + hold_days on. Clawbacks and payouts count at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, Min, Q, QuerySet, Sum

from agents.models import Agent
from commissions.ledger.models import Account, Transfer
from commissions.plans import versions


@dataclass(frozen=True)
class Balance:
    """In minor units of the currency. What is held gets free from `first_free_on` on, and all of
    it by `all_free_on`; None where nothing is held. `available_minor` may be below 0."""

    currency: str
    balance_minor: int
    held_minor: int
    available_minor: int
    first_free_on: date | None = None
    all_free_on: date | None = None


def balances(agent: Agent, *, on: date) -> list[Balance]:
    """One for each currency in which the agent has an account, by its code."""
    plan = versions.in_force(on)
    hold = timedelta(days=plan.hold_days if plan else 0)
    own = Account.objects.filter(agent=agent, kind=Account.Kind.AGENT)
    held = Q(kind=Transfer.Kind.EARNED, posted_on__gt=on - hold)
    credits = {
        row["currency"]: row
        for row in Transfer.objects.filter(credit__in=own)
        .values("currency")
        .annotate(
            credited=Sum("amount_minor"),
            held=Sum("amount_minor", filter=held, default=0),
            first=Min("posted_on", filter=held),
            last=Max("posted_on", filter=held),
        )
        .order_by()
    }
    debits = dict(
        Transfer.objects.filter(debit__in=own)
        .values_list("currency")
        .annotate(debited=Sum("amount_minor"))
        .order_by()
    )
    none = {"credited": 0, "held": 0, "first": None, "last": None}
    return [
        _balance(currency, credits.get(currency, none), debits.get(currency, 0), hold)
        for currency in sorted(credits.keys() | debits.keys())
    ]


def _balance(currency: str, credits: Mapping, debited: int, hold: timedelta) -> Balance:
    balance = credits["credited"] - debited
    held, first, last = credits["held"], credits["first"], credits["last"]
    return Balance(
        currency=currency,
        balance_minor=balance,
        held_minor=held,
        available_minor=balance - held,
        first_free_on=first + hold if first else None,
        all_free_on=last + hold if last else None,
    )


def of(accounts: QuerySet[Account, dict], *, on: date) -> dict[int, tuple[int, int]]:
    """Balance and what of it is held, in minor units, by account id, of those of these accounts
    (`.values("pk")`) that have a transfer."""
    plan = versions.in_force(on)
    hold = timedelta(days=plan.hold_days if plan else 0)
    held = Q(kind=Transfer.Kind.EARNED, posted_on__gt=on - hold)
    credits = (
        Transfer.objects.filter(credit__in=accounts)
        .values_list("credit")
        .annotate(total=Sum("amount_minor"), held=Sum("amount_minor", filter=held, default=0))
        .order_by()
    )
    debits = (
        Transfer.objects.filter(debit__in=accounts)
        .values_list("debit")
        .annotate(total=Sum("amount_minor"))
        .order_by()
    )
    found = {account: (int(total), int(held)) for account, total, held in credits}
    for account, total in debits:
        balance, held_minor = found.get(account, (0, 0))
        found[account] = (balance - int(total), held_minor)
    return found
