"""The only writer of accounts and transfers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from agents.models import Agent
from commissions.ledger.models import Account, Transfer

_EXPENSE_ACCOUNTS = """
INSERT INTO commissions_account (name, kind, currency)
SELECT 'expense:commissions:' || p.currency, 'expense', p.currency
FROM (SELECT DISTINCT currency FROM posting) p
WHERE NOT EXISTS (
    SELECT 1 FROM commissions_account c WHERE c.name = 'expense:commissions:' || p.currency
)
ORDER BY p.currency
"""

_AGENT_ACCOUNTS = """
INSERT INTO commissions_account (name, kind, currency, agent_id)
SELECT 'agent:' || a.code || ':' || p.currency, 'agent', p.currency, a.id
FROM (SELECT DISTINCT agent_id, currency FROM posting) p
JOIN agents_agent a ON a.id = p.agent_id
WHERE NOT EXISTS (
    SELECT 1 FROM commissions_account c WHERE c.agent_id = a.id AND c.currency = p.currency
)
ORDER BY a.id, p.currency
"""

_TRANSFERS = """
INSERT INTO commissions_transfer
    (posted_on, debit_id, credit_id, amount_minor, currency, kind, "key")
SELECT %(day)s, expense.id, agent.id, p.amount_minor, p.currency, 'earned',
       %(key)s || ':earned:' || a.code || ':' || p.currency
FROM posting p
JOIN agents_agent a ON a.id = p.agent_id
JOIN commissions_account agent ON agent.agent_id = a.id AND agent.currency = p.currency
JOIN commissions_account expense ON expense.name = 'expense:commissions:' || p.currency
WHERE p.entry = 0 AND p.amount_minor > 0
ORDER BY a.id, p.currency
"""

_CLAWBACKS = (
    _TRANSFERS.replace("expense.id, agent.id", "agent.id, expense.id")
    .replace("earned", "clawback")
    .replace("p.entry = 0", "p.entry = 1")
)


def post_night(*, day: date) -> int:
    """One transfer for each row of the temporary table `posting` (agent_id, currency, entry 0
    earned or 1 clawback, amount_minor) with an amount above 0; returns how many. Accounts are
    opened as they are needed.

    An earned transfer debits the expense and credits the agent; a clawback does the reverse. The
    key says the night, the entry, the agent and the currency: a second posting of the same night
    is an IntegrityError.
    """
    values: dict[str, date | str] = {"day": day, "key": day.isoformat()}
    with connection.cursor() as cursor:
        cursor.execute(_EXPENSE_ACCOUNTS)
        cursor.execute(_AGENT_ACCOUNTS)
        posted = 0
        for statement in (_TRANSFERS, _CLAWBACKS):
            cursor.execute(statement, values)
            posted += cursor.rowcount
        return posted


@dataclass(frozen=True)
class Posting:
    """`amount_minor` > 0 from the debited account to the credited one, both of its currency."""

    kind: Transfer.Kind
    debit: Account
    credit: Account
    amount_minor: int
    key: str


def post(postings: Iterable[Posting], *, on: date) -> list[Transfer]:
    """Everything that isn't a night's. A key that is there already is an IntegrityError."""
    return Transfer.objects.bulk_create(
        Transfer(
            posted_on=on,
            debit=p.debit,
            credit=p.credit,
            amount_minor=p.amount_minor,
            currency=p.debit.currency,
            kind=p.kind,
            key=p.key,
        )
        for p in postings
    )


def reverse(keys: Iterable[str], *, on: date) -> list[Transfer]:
    """The same amounts back again; each at most once, as the key says what is reversed."""
    wanted = list(keys)
    transfers = Transfer.objects.select_related("debit", "credit").in_bulk(wanted, field_name="key")
    return post(
        (
            Posting(
                Transfer.Kind.REVERSAL,
                transfers[key].credit,
                transfers[key].debit,
                transfers[key].amount_minor,
                reversal_key(key),
            )
            for key in wanted
        ),
        on=on,
    )


def reversal_key(key: str) -> str:
    return f"reversal:{key}"


def company_account(kind: Account.Kind, currency: str) -> Account:
    """Opened where it isn't there yet."""
    name = {
        Account.Kind.EXPENSE: "expense:commissions",
        Account.Kind.CLEARING: "payouts:clearing",
        Account.Kind.CASH: "cash",
    }[kind]
    return _opened(f"{name}:{currency}", kind=kind, currency=currency)


def agent_account(agent: Agent, currency: str) -> Account:
    """Opened where it isn't there yet."""
    name = f"agent:{agent.code}:{currency}"
    return _opened(name, kind=Account.Kind.AGENT, currency=currency, agent=agent)


def _opened(name: str, *, kind: Account.Kind, currency: str, agent: Agent | None = None) -> Account:
    found = Account.objects.filter(name=name).first()
    if found:
        return found
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                # After a night that is running: it opens accounts too, and doesn't see one that is
                # opened after its snapshot.
                cursor.execute("LOCK TABLE commissions_run IN ROW SHARE MODE")
        told = {"kind": kind, "currency": currency, "agent": agent}
        return Account.objects.get_or_create(name=name, defaults=told)[0]
