"""The cast of the payouts' tests: three administrators, and distributors with money."""

from datetime import UTC, date, datetime

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser

from agents.models import Agent
from commissions.adjustments import check as adjustments_check
from commissions.adjustments.adjust import adjust
from commissions.ledger import check as ledger_check
from commissions.ledger.models import Account, Transfer
from commissions.ledger.post import Posting, agent_account, company_account, post
from commissions.payouts import check as payouts_check
from commissions.payouts import holds, methods, tax_forms
from commissions.payouts.answers import read_in
from commissions.payouts.approving import approve
from commissions.payouts.drafts import make_drafts
from commissions.payouts.models import Batch, PayoutMethod, TaxForm
from commissions.payouts.sending import send
from commissions.payouts.submitting import submit
from commissions.payouts.tax_forms import Taxpayer
from tests import build

LONG_AGO = date(2026, 1, 1)
TODAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)

PAY_ON = TODAY
"""Later where a page goes on with a batch: pages have a clock of their own."""

COMPANY, COMPANY_IBAN = "Example GmbH", "DE02120300000000202051"

IBAN = "DE89370400440532013000"
ROUTING, ACCOUNT = "021000021", "1234567890"


def user(name: str) -> AbstractBaseUser:
    """Made where it isn't there yet: `user("max")` makes batches, `user("amy")` approves them."""
    found, _ = get_user_model().objects.get_or_create(
        username=name, defaults={"email": f"{name}@example.com", "is_staff": True}
    )
    return found


def earned(agent: Agent, amount_minor: int, *, currency: str = "EUR", on: date = LONG_AGO) -> None:
    """As a night would post it, but for its lines."""
    number = Transfer.objects.count()
    expense = company_account(Account.Kind.EXPENSE, currency)
    account = agent_account(agent, currency)
    key = f"test:{number}:{agent.code}"
    post([Posting(Transfer.Kind.EARNED, expense, account, amount_minor, key)], on=on)


def clawed_back(agent: Agent, amount_minor: int, *, currency: str = "EUR") -> None:
    number = Transfer.objects.count()
    expense = company_account(Account.Kind.EXPENSE, currency)
    account = agent_account(agent, currency)
    key = f"test:{number}:{agent.code}"
    post([Posting(Transfer.Kind.CLAWBACK, account, expense, amount_minor, key)], on=TODAY)


def on_iban(agent: Agent, *, on: date = LONG_AGO, by: str = "self") -> PayoutMethod:
    return methods.set_method(
        agent, methods.iban(IBAN), holder=agent.name, by=user(by), at=NOW, today=on
    )


def on_ach(agent: Agent, *, on: date = LONG_AGO) -> PayoutMethod:
    account = methods.ach(routing=ROUTING, account=ACCOUNT)
    return methods.set_method(agent, account, holder=agent.name, by=user("self"), at=NOW, today=on)


def payable(code: str, amount_minor: int) -> Agent:
    """A new agent for whom so much is free in EUR, and an IBAN takes it."""
    agent = build.agent(code)
    earned(agent, amount_minor)
    on_iban(agent)
    return agent


def taxed(agent: Agent, *, number: str = "123-45-6789") -> TaxForm:
    taxpayer = Taxpayer(agent.name, number, "1 Main St", "Springfield", "IL", "62701", "US")
    return tax_forms.sign(agent, taxpayer, kind="w-9", by=user("self"), at=NOW)


def draft() -> Batch:
    [batch] = make_drafts(on=TODAY, pay_on=PAY_ON, by=user("max"), at=NOW)
    return batch


def submitted() -> Batch:
    batch = draft()
    submit(batch, by=user("max"), at=NOW, today=TODAY)
    batch.refresh_from_db()
    return batch


def approved() -> Batch:
    return approve(submitted(), by=user("amy"), at=NOW)


def sent() -> Batch:
    return send(approved(), by=user("max"), at=NOW, today=TODAY)


def one_of_each(agent: Agent) -> Batch:
    """A row of every kind: a sent batch, its approval, an answer, a hold, an adjustment."""
    earned(agent, 100_00)
    on_iban(agent)
    taxed(agent)
    batch = sent()
    ref = batch.items.get().ref
    read_in(f"ref,outcome\n{ref},paid\n".encode(), name="bank.csv", **by_now("max"))
    holds.place(agent, reason="a question", by=user("max"), at=NOW)
    adjust(agent, kind="fee", amount_minor=-5_00, currency="EUR", reason="a form", **by_now("max"))
    return batch


def by_now(name: str) -> dict:
    return {"by": user(name), "at": NOW, "today": TODAY}


def breaches() -> list[str]:
    """`verify` without the nights, which have not run here."""
    checks = (ledger_check, payouts_check, adjustments_check)
    return [problem for check in checks for problem in check.problems()]


def balance(agent: Agent, currency: str = "EUR") -> int:
    account = agent_account(agent, currency)
    credits = sum(account.credits.values_list("amount_minor", flat=True))
    return credits - sum(account.debits.values_list("amount_minor", flat=True))


def standing_on(kind: Account.Kind, currency: str = "EUR") -> int:
    account = company_account(kind, currency)
    credits = sum(account.credits.values_list("amount_minor", flat=True))
    return credits - sum(account.debits.values_list("amount_minor", flat=True))
