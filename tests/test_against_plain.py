"""The engine, through files and database, against the plain implementation: every line."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from commissions.nights.verify import verify
from tests.plain import Company
from tests.strategies import Facts, companies
from tests.test_examples import command, transfers


@pytest.mark.slow
@pytest.mark.django_db
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(companies())
def test_random_networks_and_plans_come_to_the_same_lines(facts: Facts):
    company = Company()
    with TemporaryDirectory() as name, transaction.atomic():
        folder = Path(name)
        facts.write(folder)
        for files, through in zip((folder, folder / "later"), facts.runs, strict=True):
            company.load(files)
            company.run_through(through)
            if any(files.glob("*.*")):
                command("load_network", files)
            command("run_commissions", "--through", through)
        ours = sorted(tuple(row.values()) for row in command("export_commissions"))
        assert ours == sorted(tuple(row.values()) for row in company.lines)
        assert transfers() == sorted(tuple(row.values()) for row in company.transfers)
        report = verify()
        assert report.breaches == []
        if facts.runs[0] < facts.runs[1]:
            assert report.notes == []
        transaction.set_rollback(True)
