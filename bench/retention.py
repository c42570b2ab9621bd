"""What reading who stays costs: the whole company's renewals by age, and one agent's cohorts.

    DATABASE_URL=postgres://… python bench/retention.py --agents 100000 --charges 500000

A year of charges, so many each month: of ten subscriptions one begins in each month in the place of
one that has ended, and one charge in fifty is refunded. In a scratch database, which is dropped.
"""

import argparse
import os
import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mlmsite.settings")

import django

django.setup()

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from agents.models import Agent, Arrival, Product
from agents.retention.cohorts import cohorts
from agents.retention.renewals import observed
from bench import company, scratch
from bench.timing import each, figures

DAY = date(2026, 12, 31)
MONTHS = 12

_CUSTOMERS = """
INSERT INTO agents_customer (id, ref, agent_id, name, email, own_account)
SELECT n, 'C' || n, 1 + (n * 7919::bigint) %% %(agents)s, 'Customer', 'c@example.com', n %% 50 = 0
FROM generate_series(1, %(all)s) n
"""

# The first `charges` were there before; then each month's new ones.
_SUBSCRIPTIONS = """
INSERT INTO agents_subscription
    (id, ref, customer_id, product_id, price_minor, currency, commissionable_minor, volume,
     started_on, billing)
SELECT n, 'S' || n, n, %(product)s, 2200, 'USD', 2200, 20, CASE
        WHEN n <= %(charges)s THEN date '2025-01-01' + (n %% 365)::int
        ELSE (date '2026-01-01' + make_interval(months => ((n - %(charges)s - 1) / %(new)s)::int)
              + make_interval(days => (n %% 28)::int))::date
    END, 'external'
FROM generate_series(1, %(all)s) n
"""

_CHARGES = """
INSERT INTO agents_charge
    (ref, subscription_id, period_start, period_end, amount_minor, commissionable_minor, volume,
     paid_on, arrival_id)
SELECT 'S' || id || '@' || due, id, due, (due + interval '1 month')::date, 2200, 2200, 20, due,
       %(arrival)s
FROM (
    SELECT s.id, (s.started_on + make_interval(months => (%(month)s - 12 * (
        extract(year FROM s.started_on)::int - 2026) - extract(month FROM s.started_on)::int)
        ))::date AS due
    FROM agents_subscription s
    WHERE s.id > %(new)s * (%(month)s - 1) AND s.id <= %(charges)s + %(new)s * (%(month)s - 1)
) d
ORDER BY due, id
"""

_REFUNDS = """
INSERT INTO agents_refund (ref, charge_id, amount_minor, refunded_on, arrival_id)
SELECT 'R' || id, id, 2200, paid_on, arrival_id FROM agents_charge WHERE id %% 50 = 0
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--agents", type=int, default=100_000)
    parser.add_argument("--charges", type=int, default=500_000, help="in a month")
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    with scratch.database():
        fill(options.agents, options.charges)
        measure(options)


def fill(agents: int, charges: int) -> None:
    params = {"agents": agents, "charges": charges, "new": charges // 10}
    params["all"] = charges + params["new"] * (MONTHS - 1)
    with transaction.atomic():
        company.network(agents)
        params["product"] = Product.objects.create(name="Internet").pk
        params["arrival"] = Arrival.objects.create(
            source="bench", arrived_at=timezone.now(), last_day=DAY, settled_on=DAY
        ).pk
        with connection.cursor() as cursor:
            # No foreign keys checked row by row: every id is one of ours.
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(_CUSTOMERS, params)
            cursor.execute(_SUBSCRIPTIONS, params)
            for month in range(1, MONTHS + 1):
                cursor.execute(_CHARGES, params | {"month": month})
            cursor.execute(_REFUNDS, params)
    scratch.vacuum()
    scratch.settle()


def measure(options: argparse.Namespace) -> None:
    found = observed(day=DAY)
    came = sum(renewal.came for renewal in found)
    agent = Agent.objects.annotate(n=Count("customers")).order_by("-n", "pk")[0]
    print(f"\n{options.agents:,} agents, {options.charges:,} charges a month, {MONTHS} months")
    print(f"{came:,} renewals of {len(found)} ages; {agent.n} customers of one agent\n")
    acts = {
        "renewals by age, of all": lambda _: observed(day=DAY),
        "cohorts of one agent": lambda _: cohorts(agent, day=DAY),
    }
    for name, act in acts.items():
        print(f"{name:<26}", *figures(each(act, range(options.times), at_most_s=60)))


if __name__ == "__main__":
    main()
