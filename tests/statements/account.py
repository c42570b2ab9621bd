"""An agent's account, and what moves on it, without the nights and batches behind it.

post(bea, "earned", 12_34, on=date(2026, 10, 5))
paid(bea, 600_00, on=date(2025, 12, 30), returned_on=date(2026, 1, 7))
"""

from datetime import UTC, date, datetime
from itertools import count

from django.contrib.auth import get_user_model

from agents.models import Agent
from commissions.ledger import post as ledger
from commissions.ledger.models import Account, Transfer
from commissions.nights.models import Run
from commissions.payouts.models import Batch, Item, PayoutMethod, TaxForm

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FROM_THE_AGENT = ("clawback", "payout", "fee")

_numbers = count(1)


def post(
    agent: Agent, kind: str, amount_minor: int, *, on: date, currency: str = "USD", key: str = ""
) -> Transfer:
    """Signed by its kind: a clawback, payout or fee is taken from the agent."""
    other = Account.Kind.CLEARING if kind == "payout" else Account.Kind.EXPENSE
    sides = [
        ledger.company_account(other, currency),
        ledger.agent_account(agent, currency),
    ]
    debit, credit = reversed(sides) if kind in FROM_THE_AGENT else sides
    key = key or _key(agent, kind, on, currency)
    [posted] = ledger.post(
        [ledger.Posting(Transfer.Kind(kind), debit, credit, amount_minor, key)], on=on
    )
    return posted


def _key(agent: Agent, kind: str, on: date, currency: str) -> str:
    number = next(_numbers)
    if kind in ("earned", "clawback"):
        return f"{on}:{kind}:{agent.code}:{currency}:{number}"
    return f"payout:P{number:011d}" if kind == "payout" else f"adjustment:A{number:08d}"


def night(day: date, *, plan) -> Run:
    """That it has run, and nothing else."""
    return Run.objects.create(
        posted_on=day, plan=plan, started_at=NOW, finished_at=NOW, counts={}, totals={}, seconds={}
    )


def paid(
    agent: Agent,
    amount_minor: int,
    *,
    on: date,
    returned_on: date | None = None,
    currency: str = "USD",
) -> Item:
    """A payout that arrived, and perhaps came back."""
    if returned_on is None:
        return payout(agent, amount_minor, "sent", "paid", on=on, currency=currency)
    steps = ("sent", "paid", "returned")
    return payout(agent, amount_minor, *steps, on=on, ended_on=returned_on, currency=currency)


def payout(
    agent: Agent,
    amount_minor: int,
    *steps: str,
    on: date,
    ended_on: date | None = None,
    currency: str = "USD",
) -> Item:
    """The row of a payout that has taken these steps; nothing in the ledger."""
    office, _ = get_user_model().objects.get_or_create(username="office")
    batch = Batch.objects.create(
        rail="manual", currency=currency, pay_on=on, made_at=NOW, made_by=office
    )
    method, _ = PayoutMethod.objects.get_or_create(
        agent=agent,
        rail="manual",
        defaults={"set_at": NOW, "set_by": office, "pays_from": on, "masked": "by hand"},
    )
    item = Item.objects.create(
        batch=batch, agent=agent, method=method, amount_minor=amount_minor, currency=currency
    )
    for step in steps:
        item.state = step
        item.paid_on = on if step in ("paid", "returned") else None
        item.ended_on = ended_on if step in ("failed", "returned") else None
        item.save()
    return item


def tax_form(agent: Agent, kind: str = "w-9", *, sealed: str = "", **fields) -> TaxForm:
    office, _ = get_user_model().objects.get_or_create(username="office")
    fields = {"masked": "•• 6789", "signed_at": NOW, "signed_by": office, **fields}
    return TaxForm.objects.create(agent=agent, kind=kind, sealed=sealed, **fields)
