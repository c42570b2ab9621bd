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
from django.utils.formats import date_format

from commissions.payouts.models import Batch


class PayoutRefused(ValueError):
    """Nothing was changed; the message says why."""


class WrongState(PayoutRefused):
    def __init__(self, batch: Batch, what: str) -> None:
        super().__init__(f"{batch.ref} is {batch.get_state_display().lower()}: {what}.")


class ItemsChanged(PayoutRefused):
    def __init__(self, batch: Batch) -> None:
        super().__init__(
            f"The items of {batch.ref} are not the ones that were submitted: reject it, and find "
            "out who changed them."
        )


class PayDayOver(PayoutRefused):
    """A bank refuses a file of a day that is over, or pays on another one than was approved."""

    def __init__(self, batch: Batch) -> None:
        day = date_format(batch.pay_on, "j M Y")
        super().__init__(
            f"{batch.ref} was to be paid on {day}, and that day is over: reject it, and make it "
            "anew."
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
