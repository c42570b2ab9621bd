"""The engine, through files and database, against the plain implementation: every line."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.models import Agent
from agents.tree.move import MoveRefused, move
from commissions.verify import verify
from tests.plain import Company
from tests.strategies import Facts, companies
from tests.test_examples import command, transfers

WHO = st.integers(0, 99)


@pytest.mark.slow
@pytest.mark.django_db
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(companies(), st.lists(st.tuples(WHO, WHO), max_size=4))
def test_random_networks_and_plans_come_to_the_same_lines(facts: Facts, moves):
    company = Company()
    with TemporaryDirectory() as name, transaction.atomic():
        folder = Path(name)
        facts.write(folder)
        for files, through in zip((folder, folder / "later"), facts.runs, strict=True):
            company.load(files)
            if any(files.glob("*.*")):
                command("load_network", files)
            if files.name == "later":
                for who, to in moves:
                    move_in_both(company, who, to)
            company.run_through(through)
            command("run_commissions", "--through", through)
        ours = sorted(tuple(row.values()) for row in command("export_commissions"))
        assert ours == sorted(tuple(row.values()) for row in company.lines)
        assert transfers() == sorted(tuple(row.values()) for row in company.transfers)
        for every_night in (False, True):
            report = verify(every_night=every_night)
            assert (report.breaches, report.notes) == ([], [])
        transaction.set_rollback(True)


def move_in_both(company: Company, who: int, to: int) -> None:
    """Agents by number; what would make a circle, or is there already, stays as it is."""
    codes = sorted(company.agents)
    code, sponsor = codes[who % len(codes)], codes[to % len(codes)]
    try:
        agent, target = (Agent.objects.get(code=c) for c in (code, sponsor))
        move(agent, to=target, by=None, reason="", at=timezone.now())
    except MoveRefused:
        return
    company.agents[code]["sponsor"] = sponsor
