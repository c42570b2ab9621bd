"""The time before the one night that a benchmark runs: months of standings, and who joined when."""

from datetime import timedelta

from django.db import connection

from bench import company
from bench.company import DAY
from commissions.standings.models import Standing

MONTHS = 12

_FACTS = (
    "pv, customers, team, team_customers, active, terminated, rank, held, held_below, best, sold"
)

# Every other agent had a little less in each month before; nothing changed of the others.
_CHANGING = f"""
INSERT INTO commissions_standing (agent_id, since, until, gv, {_FACTS})
SELECT agent_id, (since - make_interval(months => m))::date,
       (since - make_interval(months => m - 1))::date, gv * (100 - m) / 100, {_FACTS}
FROM commissions_standing, generate_series(1, %(months)s) m
WHERE until IS NULL AND agent_id %% 2 = 0
ORDER BY m DESC, agent_id
"""

_UNCHANGED = """
UPDATE commissions_standing SET since = (since - make_interval(months => %(months)s))::date
WHERE until IS NULL AND agent_id %% 2 = 1
"""

# A few a day, in five years: nobody's whole team joins at once.
_JOINING = """
UPDATE agents_agent SET joined_on = %(day)s::date - (id * 7919 %% 1826)::int WHERE id > 1
"""


def joining() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_JOINING, {"day": DAY})


def standings() -> None:
    """And an earlier plan like the night's: that one can't be changed any more."""
    company.plan(effective_from=DAY - timedelta(days=400))
    assert not Standing.objects.exclude(since=DAY).exists()
    with connection.cursor() as cursor:
        cursor.execute(_CHANGING, {"months": MONTHS})
        cursor.execute(_UNCHANGED, {"months": MONTHS})
