"""A night as a stream, and as files that are whole or not there."""

import csv
import json
import tracemalloc
from datetime import date

import pyarrow.parquet as pq
import pytest

from commissions import tasks
from commissions.exports import files, rows
from commissions.ledger.models import Transfer
from commissions.nights.models import Line
from commissions.nights.run import run_through
from tests import build

NIGHT = build.NEW_YEAR


@pytest.fixture
def folder(tmp_path, settings):
    settings.EXPORTS_DIR = str(tmp_path / "exports")
    return tmp_path / "exports"


def text(answer) -> str:
    return b"".join(answer.streaming_content).decode()


def test_a_night_s_lines_as_a_stream(api):
    client = api("staff")
    stream = text(client.get(f"/exports/lines/{NIGHT}/stream.csv"))
    found = list(csv.DictReader(stream.splitlines()))
    lines = Line.objects.filter(run=NIGHT)
    assert len(found) == lines.count() > 0
    assert sum(int(row["amount_micro"]) for row in found) == sum(
        lines.values_list("amount_micro", flat=True)
    )
    told = text(client.get(f"/exports/transfers/{NIGHT}/stream.jsonl")).splitlines()
    assert [json.loads(line)["key"] for line in told] == list(
        Transfer.objects.filter(posted_on=NIGHT).order_by("pk").values_list("key", flat=True)
    )


@pytest.mark.parametrize(
    "path",
    [
        "lines/2025-01-01/stream.csv",
        "lines/2026-02-31/stream.csv",
        "lines/2026-01-01/file.csv",
        "shoes/2026-01-01/stream.csv",
        "lines/2026-01-01/stream.exe",
    ],
)
def test_what_is_not_there_is_not_found(api, path):
    assert api("staff").get(f"/exports/{path}").status_code == 404


def test_each_night_is_written_once_and_served(api, folder):
    written = tasks.export_nights()
    assert len(written) == 4
    assert tasks.export_nights() == []
    assert list(folder.rglob("*.part")) == []
    table = pq.read_table(folder / "lines" / f"{NIGHT}.parquet")
    assert table.schema.equals(rows.LINES.schema)
    amounts = Line.objects.filter(run=NIGHT).values_list("amount_micro", flat=True)
    assert sum(table["amount_micro"].to_pylist()) == sum(amounts)
    assert table["night"].to_pylist() == [NIGHT] * len(amounts)
    answer = api("staff").get(f"/exports/lines/{NIGHT}/file.parquet")
    assert (
        b"".join(answer.streaming_content) == (folder / "lines" / f"{NIGHT}.parquet").read_bytes()
    )
    run_through(through=date(2026, 1, 2))
    assert len(tasks.export_nights()) == 4


def test_a_file_that_was_cut_off_is_not_there(company, folder, monkeypatch):
    def cut_off(*_):
        raise OSError("no room")

    monkeypatch.setattr(files, "_csv", cut_off)
    with pytest.raises(OSError, match="no room"):
        tasks.export_nights()
    monkeypatch.undo()
    assert not (folder / "lines" / f"{NIGHT}.csv").exists()


def test_without_a_folder_nothing_is_written(company, settings):
    settings.EXPORTS_DIR = ""
    assert tasks.export_nights() == []


def test_a_stream_holds_some_rows_and_not_all(monkeypatch):
    """A million rows pass through in the memory of some thousand."""
    row = (NIGHT, "key", "earned", "debit", "credit", 1, "USD")
    table = rows.Table("many", rows.TRANSFERS.schema, lambda _: (row for _ in range(1_000_000)))
    tracemalloc.start()
    length = sum(len(part) for part in rows.as_csv(table, NIGHT))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert length > 40_000_000
    assert peak < 5_000_000
