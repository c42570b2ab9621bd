"""Which transfers a step of a payout stands for: agent → clearing → cash, and back.

The keys come from the item, so that no step can be posted twice.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from commissions.ledger.models import Account, Transfer
from commissions.ledger.post import Posting, company_account, post, reverse
from commissions.payouts.models import Batch, Item


def payout_key(item: Item) -> str:
    return f"payout:{item.ref}"


def settlement_key(item: Item) -> str:
    return f"settlement:{item.ref}"


def accounts(batch: Batch) -> QuerySet[Account]:
    """Those of the agents in it, in its currency."""
    return Account.objects.filter(currency=batch.currency, agent__payouts__batch=batch)


def reserve(items: Iterable[Item], *, batch: Batch, on: date) -> None:
    """From the agents to clearing."""
    of = {account.agent_id: account for account in accounts(batch)}
    clearing = company_account(Account.Kind.CLEARING, batch.currency)
    post(
        (
            Posting(
                Transfer.Kind.PAYOUT,
                of[item.agent_id],
                clearing,
                item.amount_minor,
                payout_key(item),
            )
            for item in items
        ),
        on=on,
    )


def release(items: Iterable[Item], *, on: date) -> None:
    """Back from clearing to the agents."""
    reverse([payout_key(item) for item in items], on=on)


def settle(items: Iterable[Item], *, currency: str, on: date) -> None:
    """From clearing to cash."""
    clearing = company_account(Account.Kind.CLEARING, currency)
    cash = company_account(Account.Kind.CASH, currency)
    post(
        (
            Posting(
                Transfer.Kind.SETTLEMENT, clearing, cash, item.amount_minor, settlement_key(item)
            )
            for item in items
        ),
        on=on,
    )


def take_back(items: Iterable[Item], *, on: date) -> None:
    """All the way from cash to the agents."""
    items = list(items)
    reverse([settlement_key(item) for item in items], on=on)
    release(items, on=on)
