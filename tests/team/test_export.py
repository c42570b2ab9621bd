"""The table as CSV: all of what was asked for, streamed, and harmless in a spreadsheet."""

import csv
from datetime import date
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agents import preferences
from agents.models import Agent
from commissions.team import export
from tests import build

JANUARY = date(2026, 1, 1)


def rows(answer) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content).decode()
    return list(csv.DictReader(StringIO(text, newline="")))


def test_everybody_with_whole_numbers_and_iso_dates(bea, client):
    preferences.change(Agent.objects.get(code="FAY"), shares_contact=True)
    answer = client.get("/team-table.csv?sort=name")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="team-BEA-2026-01-01.csv"' in answer["Content-Disposition"]
    found = {row["code"]: row for row in rows(answer)}
    assert list(found) == ["DAN", "DIRK", "DORA", "FAY", "GUS", "HAL"]
    assert found["FAY"] == {
        "code": "FAY",
        "name": "Fay Far",
        "email": "fay@example.com",
        "sponsor": "DAN",
        "level": "2",
        "joined_on": "2025-06-01",
        "status": "active",
        "rank": "Associate",
        "active": "yes",
        "personal_volume": "40",
        "group_volume": "40",
        "group_volume_month_before": "",
        "paying_customers": "2",
        "team": "1",
        "team_paying_customers": "2",
    }
    assert found["DAN"]["email"] == ""
    assert (found["HAL"]["rank"], found["HAL"]["group_volume"]) == ("", "")


def test_only_what_was_asked_for_in_its_order(bea, client):
    answer = client.get("/team-table.csv?customers=with&sort=-pv")
    assert [row["code"] for row in rows(answer)] == ["FAY", "DIRK", "DAN"]


def test_numbers_are_the_same_in_every_language(bea, client):
    german = client.get("/team-table.csv", headers={"Accept-Language": "de-DE"})
    english = client.get("/team-table.csv", headers={"Accept-Language": "en-US"})
    assert rows(german) == rows(english)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "＝", " ="])
def test_no_name_becomes_a_formula(bea, client, start):
    build.agent("EVIL", under=bea, name=f'{start}HYPERLINK("http://x")')
    names = {row["code"]: row["name"] for row in rows(client.get("/team-table.csv"))}
    assert names["EVIL"].startswith("'")


def test_it_comes_in_chunks_and_each_costs_the_same_number_of_queries(bea, client, monkeypatch):
    for number in range(8):
        build.agent(f"H{number}", under=bea)
    monkeypatch.setattr(export, "CHUNK", 100)
    with CaptureQueriesContext(connection) as in_one:
        whole = rows(client.get("/team-table.csv"))
    monkeypatch.setattr(export, "CHUNK", 7)
    with CaptureQueriesContext(connection) as in_two:
        answer = client.get("/team-table.csv")
        stream = iter(answer.streaming_content)
        parts = [part.decode() for part in stream]
    assert [part.count("\r\n") for part in parts] == [1, 7, 7]
    assert len(whole) == 14
    one_chunk = 7
    assert len(in_two) - len(in_one) <= one_chunk
