"""The demo company's payouts: accounts, tax forms, and a batch of each kind on every 15th."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from schwifty import IBAN

from agents.models import Agent
from commissions.payouts import holds, methods, tax_forms
from commissions.payouts.approving import approve
from commissions.payouts.drafts import make_drafts
from commissions.payouts.files.order import ByHand
from commissions.payouts.models import Batch, Item, PayoutMethod
from commissions.payouts.outcomes import paid, refused
from commissions.payouts.sending import send
from commissions.payouts.submitting import submit
from commissions.payouts.tax_forms import Taxpayer

DAY = 15
EQUIPPED = 2_000
"""How many agents get an account: enough to look at, in a large company too."""

Progress = Callable[[str, int, int], None]
State = Batch.State


def days(*, first: date, until: date) -> list[date]:
    """The 15ths after the first month, up to and including `until`."""
    months = range(first.year * 12 + first.month, until.year * 12 + until.month)
    return [d for m in months if (d := date(m // 12, m % 12 + 1, DAY)) <= until]


def equip(*, on: date, administrator: AbstractBaseUser, progress: Progress) -> None:
    """Accounts for most, tax forms for most of those, a hold for a few; once."""
    if PayoutMethod.objects.exists():
        return
    by, at = _distributors(), _noon(on)
    agents = list(Agent.objects.order_by("pk")[:EQUIPPED])
    with transaction.atomic():
        for done, agent in enumerate(agents):
            if done % 100 == 0:
                progress("opening accounts", done, len(agents))
            for account in _accounts(agent):
                methods.set_method(agent, account, holder=agent.name[:70], by=by, at=at, today=on)
            if agent.pk % 11:
                tax_forms.sign(agent, _taxpayer(agent), kind="w-9", by=by, at=at)
            if agent.pk % 97 == 8:
                reason = "We have a question about an order."
                holds.place(agent, reason=reason, by=administrator, at=at)
        PayoutMethod.objects.filter(announced_at=None).update(announced_at=at)


def _accounts(agent: Agent) -> Iterator[methods.Account]:
    if agent.pk % 13 == 0:
        return
    code = f"{agent.pk:010d}"
    yield methods.iban(IBAN.generate("DE", bank_code="37040044", account_code=code))
    yield methods.ach(routing="021000021", account=code)
    if agent.pk % 3:
        yield ByHand("By wire to the account on file.")


def _taxpayer(agent: Agent) -> Taxpayer:
    number = f"9{agent.pk % 10**8:08d}"
    return Taxpayer(
        agent.name[:100], number, f"{agent.pk} Main Street", "Springfield", "IL", "62701", "US"
    )


def pay(*, on: date, by: AbstractBaseUser, approver: AbstractBaseUser) -> None:
    """What is due on that day, all the way to the bank and back; goes on where it was cut off."""
    at = _noon(on)
    batches = Batch.objects.filter(pay_on=on)
    if not batches.exists():
        make_drafts(on=on, pay_on=on, by=by, at=at)
    for batch in batches.order_by("pk"):
        if batch.state == State.DRAFT:
            submit(batch, by=by, at=at, today=on)
        batch.refresh_from_db()
        if batch.state == State.SUBMITTED:
            batch = approve(batch, by=approver, at=at)
        if batch.state == State.APPROVED:
            batch = send(batch, by=by, at=at, today=on)
        if batch.state == State.SENT:
            _answered(batch, on=on, at=at)


def _answered(batch: Batch, *, on: date, at: datetime) -> None:
    """One in 150 accounts is closed."""
    for item in batch.items.filter(state=Item.State.SENT).select_related("batch"):
        if item.agent_id % 150 == 7:
            refused(item, code="AC04", words="AC04 The account is closed.", at=at, today=on)
    paid(batch, on=on, at=at, today=on)


def _distributors() -> AbstractBaseUser:
    """In whose name the invented agents type in their accounts; nobody can log in with it."""
    user, _ = get_user_model().objects.get_or_create(
        username="demo-distributors", defaults={"is_active": False}
    )
    return user


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)
