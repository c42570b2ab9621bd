"""Submitting a draft: its money is reserved, and its items are signed."""

from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.utils import translation
from django.utils.translation import gettext

from commissions.payouts import posting, signing
from commissions.payouts.batches import PayoutRefused, in_time, locked
from commissions.payouts.due import Due, due, said
from commissions.payouts.models import Batch, Item
from commissions.payouts.removing import take_out

State = Batch.State


class NothingToPay(PayoutRefused):
    def __init__(self) -> None:
        super().__init__(gettext("Nothing of it can be paid now; the queue says why."))


def submit(batch: Batch, *, by: AbstractBaseUser, at: datetime, today: date) -> list[Item]:
    """Reserves the money: agent → clearing. What can't be paid any more is taken out and returned,
    with the reason in its words."""
    with locked(batch, State.DRAFT, what=gettext("it was submitted already")) as there:
        in_time(there, today=today)
        # Two batches over the same balance: the second waits here, and finds it lower.
        # Their agents stay free: whoever works on the tree locks those in another order.
        accounts = posting.accounts(there)
        list(accounts.select_for_update(no_key=True, of=("self",)).order_by("pk"))
        kept, out = [], []
        # Its words are kept, and so they are English whoever submits; pages translate them.
        with translation.override(settings.LANGUAGE_CODE):
            found = {d.agent.pk: d for d in due(on=today, among=accounts)}
            for item in signing.items_in(there):
                item.words = _why_not(item, found.get(item.agent_id))
                (out if item.words else kept).append(item)
        if not kept:
            raise NothingToPay
        take_out(out, on=today)
        posting.reserve(kept, batch=there, on=today)
        there.state, there.submitted_by, there.submitted_at = State.SUBMITTED, by, at
        signing.sign(there, kept)
        there.save()
    return out


def _why_not(item: Item, found: Due | None) -> str:
    """Words where it can't be paid now; being in this draft is no reason."""
    if found is None:
        return gettext("Nothing is left of the balance.")
    against = [r for r in found.reasons if r.name not in ("in_draft", "below_minimum")]
    if against:
        return said(against)
    if found.method != item.method:
        return gettext("The payout method has changed.")
    if found.available_minor < item.amount_minor:
        return gettext("Less is available than when the draft was made.")
    return ""
