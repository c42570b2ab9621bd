"""Approving a submitted batch: never by its maker, nor by a payee or who set its method."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from django.utils.translation import gettext

from commissions.payouts import signing
from commissions.payouts.batches import ItemsChanged, PayoutRefused, in_time, locked
from commissions.payouts.models import Approval, Batch

State = Batch.State


class OwnWork(PayoutRefused):
    """Whoever made something can't be the one who approves it."""


class NotWhatWasSeen(PayoutRefused):
    def __init__(self, batch: Batch) -> None:
        super().__init__(
            gettext("The items of %(ref)s have changed since you looked: look again.")
            % {"ref": batch.ref}
        )


def approve(batch: Batch, *, by: AbstractBaseUser, at: datetime, seen: str | None = None) -> Batch:
    """Counts for the items as they are now; refused where these are not the ones whose SHA-256 the
    approver has `seen`. Approved when enough people have."""
    with locked(batch, State.SUBMITTED, what=gettext("it isn't waiting for an approval")) as there:
        in_time(there, today=timezone.localdate(at))
        items = signing.items_in(there)
        if signing.signature(items) != there.items_sha256:
            raise ItemsChanged(there)
        if seen is not None and seen != there.items_sha256:
            raise NotWhatWasSeen(there)
        if by.pk in (there.made_by_id, there.submitted_by_id):
            raise OwnWork(gettext("You made this batch: somebody else has to approve it."))
        if any(item.agent.user_id == by.pk for item in items):
            raise OwnWork(gettext("It pays you, too: somebody else has to approve it."))
        if any(item.method.set_by_id == by.pk for item in items):
            raise OwnWork(
                gettext(
                    "You set the payout method of one of its payees: somebody else has to "
                    "approve it."
                )
            )
        given = there.approvals.filter(items_sha256=there.items_sha256)
        if given.filter(approver=by).exists():
            raise OwnWork(gettext("You have approved it already: a second person is needed."))
        Approval.objects.create(
            batch=there, approver=by, items_sha256=there.items_sha256, approved_at=at
        )
        if given.count() >= there.approvals_needed:
            there.state = State.APPROVED
            there.save()
    return there
