"""Subscriptions whose months begin on days spread over one month, and the nights already run."""

from datetime import date, datetime, time, timedelta

import numpy as np
from django.db import connection
from django.utils import timezone

from agents.models import Arrival, Charge, Customer, Product, Subscription
from bench.company import DAY
from commissions.nights.models import Run
from commissions.plans.models import Plan
from mlmsite.lib import bulk

CURRENCIES = ["EUR", "JPY", "USD"]

_FACTS = {
    "id": "bigint",
    "owner": "bigint",
    "price": "bigint",
    "volume": "integer",
    "currency": "varchar(3)",
    "starts": "date",
}

_CUSTOMERS = """
INSERT INTO agents_customer (id, ref, agent_id, name, email, own_account)
SELECT id, 'C' || lpad(id::text, 8, '0'), owner, 'Customer', 'c@example.com', FALSE FROM fact
"""

_SUBSCRIPTIONS = """
INSERT INTO agents_subscription
    (id, ref, customer_id, product_id, price_minor, currency, commissionable_minor, volume,
     started_on, billing, next_charge_on)
SELECT id, 'S' || lpad(id::text, 8, '0'), id, %(product)s, price, currency, price, volume,
       starts, %(billing)s, CASE
           WHEN %(billing)s = 'external' THEN NULL
           WHEN starts = %(day)s THEN starts
           ELSE (starts + interval '1 month')::date
       END
FROM fact
"""

# In the order in which nights would have raised them.
_CHARGES = """
INSERT INTO agents_charge
    (ref, subscription_id, period_start, period_end, amount_minor, commissionable_minor, volume,
     paid_on, arrival_id)
SELECT 'S' || lpad(id::text, 8, '0') || '@' || starts, id, starts,
       (starts + interval '1 month')::date, price, price, volume, starts, %(arrival)s
FROM fact WHERE (starts = %(day)s) = %(due)s
ORDER BY starts, id
"""

_COMMISSIONED = """
INSERT INTO commissions_commissionedcharge (charge_id, posted_on)
SELECT id, paid_on FROM agents_charge WHERE arrival_id = %(arrival)s
"""

_ACCOUNTS = """
INSERT INTO commissions_account (name, kind, currency, agent_id)
SELECT 'agent:' || a.code || ':' || f.currency, 'agent', f.currency, a.id
FROM (SELECT DISTINCT owner, currency FROM fact WHERE starts < %(day)s) f
JOIN agents_agent a ON a.id = f.owner
ORDER BY a.id, f.currency
"""

_FRACTIONS = """
INSERT INTO commissions_carry (agent_id, currency, entry, fraction_micro)
SELECT agent_id, currency, 0, agent_id * 7919 % 1000000 FROM commissions_account
ORDER BY id
"""


def first_day(due: int) -> date:
    """The first of the `due` days on which months begin; DAY is the last."""
    return DAY - timedelta(days=due - 1)


def subscriptions(
    agents: int, count: int, *, plan: Plan, due: int = 1, automatic: bool = False, seed: int = 2
) -> None:
    """One customer and subscription each, owners at random; one in `due` falls due on DAY.

    The others have a charge that counts on DAY and that a night before it has commissioned, and
    their owners have accounts and fractions; of lines and transfers there are none.
    """
    params = {
        "day": DAY,
        "product": Product.objects.create(name="Internet").pk,
        "billing": "automatic" if automatic else "external",
    }
    facts = _facts(agents, count, due, seed)
    with bulk.staged("fact", _FACTS, facts), connection.cursor() as cursor:
        # No foreign keys checked row by row: every id is one of ours.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(_CUSTOMERS)
        cursor.execute(_SUBSCRIPTIONS, params)
        if due > 1:
            _nights_before(cursor, params, plan, due)
        if not automatic:
            arrival = _arrival(DAY, settled_on=None)
            cursor.execute(_CHARGES, params | {"arrival": arrival.pk, "due": True})
        cursor.execute("SET LOCAL session_replication_role = origin")
    for model in (Customer, Subscription, Charge):
        bulk.ids_taken(model)


def _facts(agents: int, count: int, due: int, seed: int) -> zip:
    rng = np.random.default_rng(seed)
    days = [first_day(due) + timedelta(days=k) for k in range(due)]
    return zip(
        range(1, count + 1),
        rng.integers(1, agents + 1, count).tolist(),
        rng.integers(900, 9_900, count).tolist(),
        rng.integers(10, 60, count).tolist(),
        map(CURRENCIES.__getitem__, rng.integers(0, len(CURRENCIES), count).tolist()),
        map(days.__getitem__, rng.integers(0, due, count).tolist()),
        strict=True,
    )


def _nights_before(cursor, params: dict, plan: Plan, due: int) -> None:
    eve = DAY - timedelta(days=1)
    arrival = _arrival(eve, settled_on=eve)
    cursor.execute(_CHARGES, params | {"arrival": arrival.pk, "due": False})
    cursor.execute(_COMMISSIONED, {"arrival": arrival.pk})
    cursor.execute(_ACCOUNTS, params)
    cursor.execute(_FRACTIONS)
    for k in range(due - 1):
        _run(plan, first_day(due) + timedelta(days=k))


def _arrival(last_day: date, *, settled_on: date | None) -> Arrival:
    return Arrival.objects.create(
        source="bench",
        arrived_at=timezone.now(),
        last_day=last_day,
        settled_on=settled_on,
        first_night=settled_on,
    )


def _run(plan: Plan, day: date) -> None:
    at = timezone.make_aware(datetime.combine(day, time(3)))
    facts = {"counts": {}, "totals": {}, "seconds": {}, "inputs_sha256": "", "lines_sha256": ""}
    Run.objects.create(posted_on=day, plan=plan, started_at=at, finished_at=at, **facts)
