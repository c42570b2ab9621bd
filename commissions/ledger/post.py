"""The only writer of accounts and transfers."""

from datetime import date

from django.db import connection

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
