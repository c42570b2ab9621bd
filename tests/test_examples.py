"""The four example networks through the commands: equal to the line and to the cent."""

import csv
import io

import pytest
from django.core.management import call_command

from commissions.verify import verify
from tests import examples


def command(name: str, *arguments: object) -> list[dict[str, str]]:
    output = io.StringIO()
    call_command(name, *map(str, arguments), stdout=output)
    output.seek(0)
    return list(csv.DictReader(output))


def lines() -> examples.Rows:
    rows = command("export_commissions")
    return sorted(tuple(v for k, v in row.items() if k != "charge") for row in rows)


def transfers() -> examples.Rows:
    rows = []
    for row in command("export_ledger"):
        debited, credited = row["debit"].split(":"), row["credit"].split(":")
        agent = credited if row["kind"] == "earned" else debited
        assert {debited[0], credited[0]} == {"agent", "expense"}
        assert row["key"] == f"{row['posted_on']}:{row['kind']}:{agent[1]}:{row['currency']}"
        rows.append((row["posted_on"], agent[1], row["kind"], row["currency"], row["amount"]))
    return sorted(rows)


@pytest.mark.parametrize("name", examples.NAMES)
def test_an_example_comes_to_what_is_expected(db, name):
    folder = examples.NETWORKS / name
    command("load_network", folder)
    command("run_commissions", "--through", examples.FIRST)
    command("load_network", folder / "later")
    command("run_commissions", "--through", examples.SECOND)
    assert lines() == examples.expected_lines(name)
    assert transfers() == examples.expected_transfers(name)
    report = verify()
    assert (report.breaches, report.notes) == ([], [])
