"""Sending an approved batch: from here on the bank may have the file."""

import hashlib
from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext, ngettext

from agents.models import Agent
from commissions.payouts import methods, orders, signing
from commissions.payouts.batches import ItemsChanged, PayoutRefused, in_time, locked
from commissions.payouts.due import change_said
from commissions.payouts.models import Batch, Hold, Item

State = Batch.State


class MustComeOut(PayoutRefused):
    def __init__(self, found: dict[Item, str]) -> None:
        told = [f"{item.agent.code}: {words}" for item, words in list(found.items())[:5]]
        more = len(found) - len(told)
        if more > 0:
            told.append(
                ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more}
            )
        super().__init__(
            gettext("Take out first what may not be paid any more. %(names)s")
            % {"names": "; ".join(told)}
        )


def send(batch: Batch, *, by: AbstractBaseUser, at: datetime, today: date) -> Batch:
    """The file is fixed from here on: the bank may have it. Raises PayDayOver, MustComeOut where a
    payee has been suspended, held or given another method since, and OrderRefused
    (files/order.py)."""
    with locked(batch, State.APPROVED, what=gettext("only an approved batch is sent")) as there:
        in_time(there, today=today)
        items = signing.items_in(there)
        if signing.signature(items) != there.items_sha256:
            raise ItemsChanged(there)
        stopped = stopped_since(there, on=today)
        if stopped:
            raise MustComeOut(stopped)
        there.file_sha256 = hashlib.sha256(orders.file_of(there, items)).hexdigest()
        there.state, there.sent_by, there.sent_at = State.SENT, by, at
        there.save()
        there.items.filter(state=Item.State.PENDING).update(state=Item.State.SENT)
    return there


def stopped_since(batch: Batch, *, on: date) -> dict[Item, str]:
    """Which of its items may not be paid on that day, and why: what happened since its
    submission."""
    holds = Hold.objects.filter(lifted_at=None)
    changes = methods.changes(batch.items.values("agent"), on=on)
    pending = batch.items.filter(state=Item.State.PENDING).select_related("agent", "method")
    stopped = pending.filter(
        Q(agent__status=Agent.Status.SUSPENDED)
        | Q(Exists(holds.filter(agent=OuterRef("agent"))))
        | Q(method__retired_at__isnull=False)
        | Q(agent__in=changes.keys())
    )
    reasons = dict(
        holds.filter(agent__payouts__batch=batch).values_list("agent_id", "reason").order_by("pk")
    )
    return {item: _why(item, reasons, changes) for item in stopped.order_by("pk")}


def _why(item: Item, holds: dict[int, str], changes: dict[int, methods.Change]) -> str:
    if item.agent.status == Agent.Status.SUSPENDED:
        return gettext("suspended since")
    if item.agent_id in holds:
        return gettext("held since: %(reason)s") % {"reason": holds[item.agent_id]}
    if item.method.retired_at is None:
        return change_said(changes[item.agent_id], item.method)
    return gettext("the payout method has changed since")
