"""The demo in the database: loaded, run, and gone on with."""

from datetime import date

import pytest
from django.core.management import call_command
from django.utils import timezone

from agents.models import Agent
from commissions.demo import company
from commissions.nights.models import Run
from commissions.verify import verify

UNTIL = date(2026, 11, 22)


def test_the_demo_loads_runs_and_verifies_and_goes_on_the_next_day(db, tmp_path):
    def build(today: date) -> tuple[str, str]:
        told: list[str] = []
        return company.build(
            folder=tmp_path,
            agents=60,
            today=today,
            now=timezone.now(),
            progress=lambda stage, done, total: told.append(stage),
        )

    distributor, administrator = build(date(2026, 11, 23))
    assert (distributor, administrator) == (company.DISTRIBUTOR, company.ADMINISTRATOR)
    assert Run.objects.order_by("posted_on").last().posted_on == UNTIL
    build(date(2026, 11, 25))
    assert str(Run.objects.order_by("posted_on").last()) == "Night of 2026-11-24"
    assert verify().breaches == []
    agent = Agent.objects.exclude(user=None).get()
    assert agent.sponsor.sponsor is None
    assert agent.user.check_password(company.PASSWORD)


def test_the_demo_does_not_mix_with_a_company_of_ones_own(db, tmp_path):
    from tests import build

    build.agent("ANN")
    with pytest.raises(company.NotADemo, match="Let DATABASE_URL name another one"):
        company.build(
            folder=tmp_path,
            agents=5,
            today=UNTIL,
            now=timezone.now(),
            progress=lambda *_: None,
        )


def test_the_demo_is_for_development_only(db, settings):
    settings.DEBUG = False
    with pytest.raises(Exception, match="runs with DEBUG on only"):
        call_command("demo")
