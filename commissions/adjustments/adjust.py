"""The only writer of adjustments (see the package)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext

from agents.models import Agent
from commissions.adjustments.models import Adjustment
from commissions.ledger.models import Account, Transfer
from commissions.ledger.post import Posting, agent_account, company_account, post, reverse
from mlmsite.lib import written

Kind, State = Adjustment.Kind, Adjustment.State


class AdjustmentRefused(ValueError):
    """Nothing was changed; the message says why."""


def adjust(
    agent: Agent,
    *,
    kind: str,
    amount_minor: int,
    currency: str,
    reason: str,
    by: AbstractBaseUser,
    at: datetime,
    today: date,
    once: UUID | None = None,
) -> Adjustment:
    """`amount_minor` above 0 for the agent, below 0 from it. Posted at once up to the limit of
    `ADJUSTMENT_ALONE_UP_TO`; above it when somebody else approves. Asked for again with the same
    `once`, it is the one that was made."""
    if (kind == Kind.FEE and amount_minor > 0) or (kind == Kind.BONUS and amount_minor < 0):
        raise AdjustmentRefused(
            gettext("A bonus is for the agent, a fee is from it; else use correction.")
        )
    with transaction.atomic():
        adjustment, made = Adjustment.objects.get_or_create(
            once=once or uuid4(),
            defaults={
                "agent": agent,
                "kind": kind,
                "amount_minor": amount_minor,
                "currency": currency,
                "reason": reason,
                "made_by": by,
                "made_at": at,
                "needs_second": abs(amount_minor)
                > settings.ADJUSTMENT_ALONE_UP_TO.get(currency, 0),
            },
        )
        if made and not adjustment.needs_second:
            _post(adjustment, on=today)
    return adjustment


def approve(adjustment: Adjustment, *, by: AbstractBaseUser, at: datetime, today: date) -> None:
    with _proposed(adjustment) as there:
        if there.made_by_id == by.pk:
            raise AdjustmentRefused(gettext("You made it: somebody else has to approve it."))
        there.decided_by, there.decided_at = by, at
        _post(there, on=today)


def reject(adjustment: Adjustment, *, by: AbstractBaseUser, at: datetime) -> None:
    """Whoever made it may take it back, too: by rejecting it nobody gains anything."""
    with _proposed(adjustment) as there:
        there.state = State.REJECTED
        if there.made_by_id != by.pk:
            there.decided_by = by
        there.decided_at = at
        there.save()


def undo(
    adjustment: Adjustment, *, because: str, by: AbstractBaseUser, at: datetime, today: date
) -> None:
    """The reverse transfer, at most once."""
    with transaction.atomic():
        there = Adjustment.objects.select_for_update(no_key=True).get(pk=adjustment.pk)
        if there.state != State.POSTED:
            state = written.lowered(there.get_state_display())
            raise AdjustmentRefused(
                gettext("%(ref)s is %(state)s: there is nothing to reverse.")
                % {"ref": there.ref, "state": state}
            )
        reverse([key(there)], on=today)
        there.state, there.reversed_by, there.reversed_at = State.REVERSED, by, at
        there.reversed_because = because
        there.save()


def key(adjustment: Adjustment) -> str:
    return f"adjustment:{adjustment.ref}"


@contextmanager
def _proposed(adjustment: Adjustment) -> Iterator[Adjustment]:
    with transaction.atomic():
        there = Adjustment.objects.select_for_update(no_key=True).get(pk=adjustment.pk)
        if there.state != State.PROPOSED:
            raise AdjustmentRefused(
                gettext("%(ref)s was decided already: it is %(state)s.")
                % {"ref": there.ref, "state": written.lowered(there.get_state_display())}
            )
        yield there


def _post(adjustment: Adjustment, *, on: date) -> None:
    agent = agent_account(adjustment.agent, adjustment.currency)
    company = company_account(Account.Kind.EXPENSE, adjustment.currency)
    debit, credit = (company, agent) if adjustment.amount_minor > 0 else (agent, company)
    amount = abs(adjustment.amount_minor)
    kind = Transfer.Kind(adjustment.kind)
    post([Posting(kind, debit, credit, amount, key(adjustment))], on=on)
    adjustment.state = State.POSTED
    adjustment.save()
