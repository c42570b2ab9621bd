"""Taking items out of a batch that isn't sent, and rejecting it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext, gettext_noop

from commissions.payouts import posting, signing
from commissions.payouts.batches import PayoutRefused, locked
from commissions.payouts.models import Batch, Item

State = Batch.State

_CHUNK = 10_000


def remove(item: Item, *, because: str, by: AbstractBaseUser, at: datetime, today: date) -> Batch:
    """Out of a batch that isn't sent; what was reserved goes back. Voids its approvals, and
    rejects a batch of which nothing is left."""
    states = (State.DRAFT, State.SUBMITTED, State.APPROVED)
    with locked(item.batch, *states, what=gettext("its items are fixed")) as there:
        item = there.items.select_related("agent").get(pk=item.pk)
        if item.state != Item.State.PENDING:
            raise PayoutRefused(gettext("%(ref)s was taken out already.") % {"ref": item.ref})
        item.words = because
        _give_back([item], there, on=today)
        left = signing.items_in(there)
        if not left:
            _reject(there, gettext_noop("Nothing was left in it."), by=by, at=at)
        elif there.state != State.DRAFT:
            there.state = State.SUBMITTED
            signing.sign(there, left)
        there.save()
    return there


def reject(batch: Batch, *, because: str, by: AbstractBaseUser, at: datetime, today: date) -> Batch:
    """For good; what was reserved goes back."""
    states = (State.DRAFT, State.SUBMITTED, State.APPROVED)
    with locked(batch, *states, what=gettext("it can't be rejected any more")) as there:
        items = list(there.items.filter(state=Item.State.PENDING))
        for item in items:
            item.words = because
        _give_back(items, there, on=today)
        _reject(there, because, by=by, at=at)
        there.save()
    return there


def _reject(batch: Batch, because: str, *, by: AbstractBaseUser, at: datetime) -> None:
    batch.state, batch.rejected_by, batch.rejected_at = State.REJECTED, by, at
    batch.rejected_because = because


def _give_back(items: list[Item], batch: Batch, *, on: date) -> None:
    if batch.state != State.DRAFT:
        posting.release(items, on=on)
    take_out(items, on=on)


def take_out(items: Iterable[Item], *, on: date) -> None:
    """For the reason in each one's words, of which as much is kept as there is room for."""
    reasons: dict[str, list[int]] = defaultdict(list)
    for item in items:
        item.state, item.ended_on, item.words = Item.State.REMOVED, on, item.words[:200]
        reasons[item.words].append(item.pk)
    for words, ids in reasons.items():
        for start in range(0, len(ids), _CHUNK):
            some = Item.objects.filter(pk__in=ids[start : start + _CHUNK])
            some.update(state=Item.State.REMOVED, ended_on=on, words=words)
