"""What a batch's payees lost since it was submitted. They are paid all the same, unless an
administrator takes them out: what may not be paid any more is sending.py's."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Sum
from django.utils.translation import gettext

from commissions.ledger import balances
from commissions.ledger.models import Transfer
from commissions.payouts import posting
from commissions.payouts.models import Batch, Item
from mlmsite.lib import written


def lost_since(batch: Batch, *, on: date) -> dict[Item, str]:
    """By its items that are waiting: what was clawed back, and what the payee owes by now."""
    pending = batch.items.filter(state=Item.State.PENDING).select_related("agent").order_by("pk")
    first = pending.first()
    reserved = first and Transfer.objects.filter(key=posting.payout_key(first)).first()
    if not reserved:
        return {}
    accounts = posting.accounts(batch)
    # Reserving is the submission: what came after it has a later id.
    clawed_back = dict(
        Transfer.objects.filter(
            kind=Transfer.Kind.CLAWBACK, debit__in=accounts.values("pk"), pk__gt=reserved.pk
        )
        .values_list("debit__agent")
        .annotate(Sum("amount_minor"))
        .order_by()
    )
    stands = balances.of(accounts.values("pk"), on=on)
    owed = {
        agent: -stands[account][0]
        for account, agent in accounts.values_list("pk", "agent")
        if stands.get(account, (0, 0))[0] < 0
    }
    found = pending.filter(agent__in=clawed_back.keys() | owed.keys())
    return {
        item: " ".join(_said(item, clawed_back.get(item.agent_id, 0), owed.get(item.agent_id, 0)))
        for item in found
    }


def _said(item: Item, clawed_back: int, owed: int) -> Iterator[str]:
    if clawed_back:
        amount = written.amount(clawed_back, item.currency)
        yield gettext("%(amount)s were clawed back since.") % {"amount": amount}
    if owed:
        amount = written.amount(owed, item.currency)
        yield gettext("Its balance is below zero: it owes %(amount)s.") % {"amount": amount}
