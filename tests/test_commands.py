"""What the commands say, and how they end."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from commissions.nights.run import run_through
from mlmsite.lib import clock
from tests import build
from tests.nights import company


def said(capsys, *arguments: str) -> str:
    call_command(*arguments)
    return capsys.readouterr().out


@pytest.mark.parametrize(
    "name",
    ["load_network", "run_commissions", "export_commissions", "export_ledger", "verify", "demo"],
)
def test_each_explains_itself(name, capsys):
    with pytest.raises(SystemExit, match="0"):
        call_command(name, "--help")
    assert len(capsys.readouterr().out.splitlines()) > 10


def test_a_run_says_what_it_did_and_then_that_nothing_is_left(db, capsys):
    company.found()
    first = said(capsys, "run_commissions", "--through", "2026-01-04")
    assert first.startswith("Ran 4 nights, 2026-01-01 through 2026-01-04: ")
    again = said(capsys, "run_commissions", "--through", "2026-01-04")
    assert again == "Nothing to run: the last night was 2026-01-04.\n"


def test_a_run_goes_through_yesterday_unless_told_otherwise(db, capsys):
    build.plan(effective_from=clock.today() - timedelta(days=2))
    assert said(capsys, "run_commissions").startswith("Ran 2 nights")


def test_before_go_live_there_is_nothing_to_run(db, capsys):
    build.plan(effective_from=clock.today())
    assert "go-live is still to come" in said(capsys, "run_commissions")


def test_a_night_of_the_future_is_refused(db):
    build.plan()
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(CommandError, match="is in the future"):
        call_command("run_commissions", through=tomorrow)


def test_a_date_that_is_none_is_refused(db):
    with pytest.raises(CommandError, match="'2026-02-30' is not a date"):
        call_command("run_commissions", "--through", "2026-02-30")


def test_without_a_plan_it_says_what_to_do(db):
    with pytest.raises(CommandError, match=r"load a plan\*.toml first"):
        call_command("run_commissions")


@pytest.mark.parametrize(
    ("name", "what"), [("export_commissions", "lines"), ("export_ledger", "transfers")]
)
def test_an_export_goes_to_a_file(db, tmp_path, capsys, name, what):
    company.found()
    run_through(through=company.LAST)
    file = tmp_path / "out.csv"
    told = said(capsys, name, "--output", str(file))
    rows = file.read_text().splitlines()[1:]
    assert rows
    assert told == f"Wrote {len(rows)} {what} to {file}.\n"
    assert said(capsys, name).splitlines()[1:] == rows


def test_an_export_to_nowhere_says_why(db, tmp_path):
    with pytest.raises(CommandError, match="No such file or directory"):
        call_command("export_ledger", "--output", str(tmp_path / "no" / "out.csv"))


def test_an_empty_export_has_its_header(db, capsys):
    assert said(capsys, "export_ledger") == "posted_on,debit,credit,amount,currency,kind,key\n"
