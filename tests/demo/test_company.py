"""The demo's files: always the same, and all that the loading asks of a company."""

import csv
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from agents.models import Agent
from commissions.demo import company
from commissions.demo.generate import first_run, go_live, write_company
from commissions.nights.models import Run
from commissions.nights.verify import verify

UNTIL = date(2026, 11, 22)


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    write_company(folder, agents=400, until=UNTIL)
    return folder


def test_the_same_arguments_give_the_same_bytes(folder, tmp_path):
    write_company(tmp_path, agents=400, until=UNTIL)
    for path in folder.rglob("*.*"):
        assert (tmp_path / path.relative_to(folder)).read_bytes() == path.read_bytes()


def test_go_live_is_six_months_back():
    assert go_live(UNTIL) == date(2026, 5, 1)
    assert go_live(date(2026, 3, 31)) == date(2025, 9, 1)


def test_a_recruit_joins_after_its_sponsor(folder):
    agents = {row["code"]: row for row in rows(folder, "agents.csv")}
    sponsored = [row for row in agents.values() if row["sponsor"]]
    assert len(sponsored) >= len(agents) - 3
    assert all(agents[row["sponsor"]]["joined_on"] <= row["joined_on"] for row in sponsored)


def test_there_are_three_currencies_cancellations_and_refunds(folder):
    subscriptions = rows(folder, "subscriptions.csv")
    assert {row["currency"] for row in subscriptions} == {"USD", "EUR", "JPY"}
    assert 0 < sum(bool(row["ended_on"]) for row in subscriptions) < len(subscriptions) / 2
    assert {row["billing"] for row in subscriptions} == {"automatic", "external"}
    assert rows(folder, "refunds.csv")
    assert rows(folder / "later", "refunds.csv")


@pytest.mark.parametrize("agents", [1, 2, 5])
def test_the_smallest_companies_can_be_made(agents, tmp_path):
    write_company(tmp_path, agents=agents, until=UNTIL)
    assert len(rows(tmp_path, "agents.csv")) == agents


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
    assert (distributor, administrator) == ("founder@example.com", "admin@example.com")
    assert Run.objects.order_by("posted_on").last().posted_on == UNTIL
    build(date(2026, 11, 25))
    assert str(Run.objects.order_by("posted_on").last()) == "Night of 2026-11-24"
    assert verify().breaches == []
    assert Agent.objects.get(code="A-000001").user.check_password(company.PASSWORD)


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


def test_later_refunds_are_of_charges_that_the_first_run_raises(folder):
    starts = [row["charge"].split("@")[1] for row in rows(folder / "later", "refunds.csv")]
    assert max(starts) <= str(first_run(UNTIL))
