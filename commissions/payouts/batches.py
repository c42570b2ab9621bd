"""A batch's state, and what is refused. Every step locks the batch first and looks at it then.

    draft → submitted → approved → sent → settled
        ↘       ↓          ↓
             rejected

drafts.py, submitting.py, approving.py, sending.py, removing.py, outcomes.py: a module a step.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import transaction
from django.utils.translation import gettext

from commissions.payouts.models import Batch
from mlmsite.lib import written


class PayoutRefused(ValueError):
    """Nothing was changed; the message says why."""


class WrongState(PayoutRefused):
    def __init__(self, batch: Batch, what: str) -> None:
        super().__init__(
            gettext("%(ref)s is %(state)s: %(what)s.")
            % {"ref": batch.ref, "state": written.lowered(batch.get_state_display()), "what": what}
        )


class ItemsChanged(PayoutRefused):
    def __init__(self, batch: Batch) -> None:
        super().__init__(
            gettext(
                "The items of %(ref)s are not the ones that were submitted: reject it, and find "
                "out who changed them."
            )
            % {"ref": batch.ref}
        )


class PayDayOver(PayoutRefused):
    """A bank refuses a file of a day that is over, or pays on another one than was approved."""

    def __init__(self, batch: Batch) -> None:
        super().__init__(
            gettext(
                "%(ref)s was to be paid on %(day)s, and that day is over: reject it, and make it "
                "anew."
            )
            % {"ref": batch.ref, "day": written.day(batch.pay_on)}
        )


def in_time(batch: Batch, *, today: date) -> None:
    """Raises PayDayOver."""
    if today > batch.pay_on:
        raise PayDayOver(batch)


@contextmanager
def locked(batch: Batch, *states: Batch.State, what: str) -> Iterator[Batch]:
    """The batch as it is, with nobody else at it until the end of the transaction."""
    with transaction.atomic():
        there = Batch.objects.select_for_update(no_key=True).get(pk=batch.pk)
        if there.state not in states:
            raise WrongState(there, what)
        yield there
