"""What became of sent items: paid, failed, or returned after they were paid.

The batch is settled when nothing of it is on its way any more.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext

from agents.hooks import outbox
from agents.hooks.models import Type
from commissions.payouts import posting
from commissions.payouts.batches import PayoutRefused, locked
from commissions.payouts.files.answers import reasons
from commissions.payouts.models import Batch, Item
from mlmsite.lib.ids import shown

State = Item.State

_CHUNK = 10_000


class WrongDay(PayoutRefused):
    def __init__(self, batch: Batch, on: date) -> None:
        super().__init__(
            gettext(
                "%(ref)s can't have been paid on %(on)s: that is before it was made, or to come."
            )
            % {"ref": batch.ref, "on": on}
        )


def paid(
    batch: Batch,
    *,
    on: date,
    at: datetime,
    today: date,
    only: Container[int] | None = None,
) -> set[int]:
    """What is still on its way has arrived, all of it or `only` the items with these ids; the ids
    of those for which that is new."""
    states = (Batch.State.SENT, Batch.State.SETTLED)
    with locked(batch, *states, what=gettext("nothing of it was sent")) as there:
        if not timezone.localdate(there.made_at) <= on <= today:
            raise WrongDay(there, on)
        on_their_way = there.items.filter(state=State.SENT).order_by("pk")
        found = [item for item in on_their_way if only is None or item.pk in only]
        posting.settle(found, currency=there.currency, on=today)
        ids = [item.pk for item in found]
        for start in range(0, len(ids), _CHUNK):
            some = Item.objects.filter(pk__in=ids[start : start + _CHUNK])
            some.update(state=State.PAID, paid_on=on)
        _tell(Type.PAYOUT_PAID, found, at=at)
        _settle_batch(there, at=at)
    return set(ids)


@dataclass(frozen=True)
class Reason:
    """Why the bank refused it: its code, what the agent reads, and whether its account has to be
    entered again."""

    code: str
    words: str
    of_account: bool


def refused(
    item: Item,
    *,
    code: str,
    words: str,
    at: datetime,
    today: date,
    of_account: bool | None = None,
) -> bool:
    """The bank refused it, or sent it back after it was paid; False where that is known. The money
    is the agent's again, whose method has to be entered anew where the bank's code says that it is
    wrong, or whoever tells it does."""
    if of_account is None:
        of_account = reasons.of_the_account(code)
    reason = Reason(code, words, of_account)
    return bool(refused_of(item.batch, {item.pk: reason}, at=at, today=today))


def refused_of(batch: Batch, told: Mapping[int, Reason], *, at: datetime, today: date) -> set[int]:
    """The same for many of a batch, by their ids; the ids of those for which that is new."""
    states = (Batch.State.SENT, Batch.State.SETTLED)
    with locked(batch, *states, what=gettext("nothing of it was sent")) as there:
        new = set()
        found = list(_in(there, list(told), states=_UNDO.keys()))
        for before, (after, undo) in _UNDO.items():
            items = [item for item in found if item.state == before]
            if items:
                undo(items, on=today)
            ids = defaultdict(list)
            for item in items:
                ids[told[item.pk]].append(item.pk)
            for reason, some in ids.items():
                _end(some, state=after, reason=reason, on=today)
            _tell(Type.PAYOUT_FAILED, items, at=at)
            new |= {item.pk for item in items}
        _settle_batch(there, at=at)
    return new


def _tell(kind: Type, items: Iterable[Item], *, at: datetime) -> None:
    rows = (
        (
            item.ref,
            {
                "payout": shown("pay", item.pk),
                "ref": item.ref,
                "agent": shown("agt", item.agent_id),
                "amount_minor": item.amount_minor,
                "currency": item.currency,
            },
        )
        for item in items
    )
    outbox.put(kind, rows, at=at)


def _in(batch: Batch, ids: list[int], *, states: Iterable[str]) -> Iterator[Item]:
    for start in range(0, len(ids), _CHUNK):
        some = ids[start : start + _CHUNK]
        yield from batch.items.filter(pk__in=some, state__in=states).order_by("pk")


def _end(ids: list[int], *, state: str, reason: Reason, on: date) -> None:
    for start in range(0, len(ids), _CHUNK):
        Item.objects.filter(pk__in=ids[start : start + _CHUNK]).update(
            state=state,
            ended_on=on,
            code=reason.code[:10],
            words=reason.words[:200],
            of_account=reason.of_account,
        )


_UNDO: dict[str, tuple[str, Callable]] = {
    State.SENT: (State.FAILED, posting.release),
    State.PAID: (State.RETURNED, posting.take_back),
}


def _settle_batch(batch: Batch, *, at: datetime) -> None:
    on_its_way = batch.items.filter(state__in=[State.PENDING, State.SENT]).exists()
    if batch.state == Batch.State.SENT and not on_its_way:
        batch.state, batch.settled_at = Batch.State.SETTLED, at
        batch.save()
