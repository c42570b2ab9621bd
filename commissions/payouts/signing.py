"""What an approval is an approval of: the items of a batch, and the accounts they go to."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import asdict

from django.conf import settings

from commissions.payouts import methods
from commissions.payouts.models import Batch, Item


def items_in(batch: Batch) -> list[Item]:
    """Those that are paid, by their refs."""
    there = batch.items.exclude(state=Item.State.REMOVED)
    return list(there.select_related("agent", "method").order_by("pk"))


def signature(items: Iterable[Item]) -> str:
    """SHA-256 of who gets how much and on which account: what an approval is an approval of."""
    lines = (
        f"{item.ref}|{item.agent.code}|{item.currency}|{item.amount_minor}|{_account(item)}\n"
        for item in sorted(items, key=lambda item: item.ref)
    )
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _account(item: Item) -> str:
    holder, account = methods.opened(item.method)
    return repr((holder, sorted(asdict(account).items())))


def sign(batch: Batch, items: Collection[Item]) -> None:
    """Over what the batch now has, `items_in`; more than the limit needs a second approver."""
    batch.items_sha256 = signature(items)
    limit = settings.PAYOUT_SECOND_APPROVER_ABOVE.get(batch.currency)
    total = sum(item.amount_minor for item in items)
    batch.approvals_needed = 2 if limit is not None and total > limit else 1
