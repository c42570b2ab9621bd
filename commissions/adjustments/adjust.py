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


class OwnAccount(AdjustmentRefused):
    def __init__(self) -> None:
        super().__init__(gettext("This is your own account: somebody else has to see to it."))


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
    _not_its_own(agent, by)
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
                "needs_second": _above_the_limit(amount_minor, currency),
            },
        )
        if made and not adjustment.needs_second:
            _post(adjustment, on=today)
    return adjustment


def approve(adjustment: Adjustment, *, by: AbstractBaseUser, at: datetime, today: date) -> None:
    with _proposed(adjustment, by) as there:
        if there.made_by_id == by.pk:
            raise AdjustmentRefused(gettext("You made it: somebody else has to approve it."))
        there.decided_by, there.decided_at = by, at
        _post(there, on=today)


def reject(adjustment: Adjustment, *, by: AbstractBaseUser, at: datetime) -> None:
    """Whoever made it may take it back, too: by rejecting it nobody else gains anything."""
    with _proposed(adjustment, by) as there:
        there.state = State.REJECTED
        if there.made_by_id != by.pk:
            there.decided_by = by
        there.decided_at = at
        there.save()


def undo(
    adjustment: Adjustment, *, because: str, by: AbstractBaseUser, at: datetime, today: date
) -> Adjustment:
    """The reverse transfer, at most once: at once up to the limit, above it when somebody else
    approves the reversal."""
    with _posted(adjustment, by) as there:
        if there.waits_for_reversal:
            raise AdjustmentRefused(
                gettext("%(ref)s: somebody has asked for its reversal already.")
                % {"ref": there.ref}
            )
        there.reversed_because = because
        if there.needs_second or _above_the_limit(there.amount_minor, there.currency):
            there.reversal_asked_by, there.reversal_asked_at = by, at
            there.save()
        else:
            _reverse(there, by=by, at=at, on=today)
    return there


def approve_undo(
    adjustment: Adjustment, *, by: AbstractBaseUser, at: datetime, today: date
) -> None:
    with _waiting_for_reversal(adjustment, by) as there:
        if there.reversal_asked_by_id == by.pk:
            raise AdjustmentRefused(
                gettext("You asked for its reversal: somebody else has to approve that.")
            )
        _reverse(there, by=by, at=at, on=today)


def reject_undo(adjustment: Adjustment, *, by: AbstractBaseUser) -> None:
    """It stays posted. Whoever asked for the reversal may take that back, too; that somebody did
    is in the audit log."""
    with _waiting_for_reversal(adjustment, by) as there:
        there.reversal_asked_by = there.reversal_asked_at = None
        there.reversed_because = ""
        there.save()


def key(adjustment: Adjustment) -> str:
    return f"adjustment:{adjustment.ref}"


def _above_the_limit(amount_minor: int, currency: str) -> bool:
    return abs(amount_minor) > settings.ADJUSTMENT_ALONE_UP_TO.get(currency, 0)


def _not_its_own(agent: Agent, by: AbstractBaseUser) -> None:
    """Whoever may adjust can be an agent, too."""
    if agent.user_id == by.pk:
        raise OwnAccount


@contextmanager
def _locked(adjustment: Adjustment, by: AbstractBaseUser) -> Iterator[Adjustment]:
    with transaction.atomic():
        found = Adjustment.objects.select_for_update(no_key=True, of=("self",))
        there = found.select_related("agent").get(pk=adjustment.pk)
        _not_its_own(there.agent, by)
        yield there


@contextmanager
def _proposed(adjustment: Adjustment, by: AbstractBaseUser) -> Iterator[Adjustment]:
    with _locked(adjustment, by) as there:
        if there.state != State.PROPOSED:
            raise AdjustmentRefused(
                gettext("%(ref)s was decided already: it is %(state)s.")
                % {"ref": there.ref, "state": written.lowered(there.get_state_display())}
            )
        yield there


@contextmanager
def _posted(adjustment: Adjustment, by: AbstractBaseUser) -> Iterator[Adjustment]:
    with _locked(adjustment, by) as there:
        if there.state != State.POSTED:
            state = written.lowered(there.get_state_display())
            raise AdjustmentRefused(
                gettext("%(ref)s is %(state)s: there is nothing to reverse.")
                % {"ref": there.ref, "state": state}
            )
        yield there


@contextmanager
def _waiting_for_reversal(adjustment: Adjustment, by: AbstractBaseUser) -> Iterator[Adjustment]:
    with _posted(adjustment, by) as there:
        if not there.waits_for_reversal:
            raise AdjustmentRefused(
                gettext("Nobody asks any more for %(ref)s to be reversed.") % {"ref": there.ref}
            )
        yield there


def _reverse(adjustment: Adjustment, *, by: AbstractBaseUser, at: datetime, on: date) -> None:
    reverse([key(adjustment)], on=on)
    adjustment.state, adjustment.reversed_by, adjustment.reversed_at = State.REVERSED, by, at
    adjustment.save()


def _post(adjustment: Adjustment, *, on: date) -> None:
    agent = agent_account(adjustment.agent, adjustment.currency)
    company = company_account(Account.Kind.EXPENSE, adjustment.currency)
    debit, credit = (company, agent) if adjustment.amount_minor > 0 else (agent, company)
    amount = abs(adjustment.amount_minor)
    kind = Transfer.Kind(adjustment.kind)
    post([Posting(kind, debit, credit, amount, key(adjustment))], on=on)
    adjustment.state = State.POSTED
    adjustment.save()
