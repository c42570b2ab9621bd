"""Lines on PostgreSQL: small nights share a leaf, large ones have leaves of their own."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from agents.models import Charge
from commissions.nights import partitions
from commissions.nights.merging import merge
from commissions.nights.models import Line
from commissions.nights.run import alone, run_through
from commissions.verify import verify
from mlmsite.lib import bulk
from tests import build
from tests.nights import company
from tests.threads import together

pytestmark = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL only")
DECEMBER, JANUARY = "commissions_line_2025_12", "commissions_line_2026_01"


@pytest.fixture
def founded(db):
    company.found()


@pytest.fixture
def large(monkeypatch):
    monkeypatch.setattr(partitions, "LARGE", 1)


def days(month: str) -> list[tuple[int, int]]:
    """The leaves of a month as (first day, last day) of its nights."""
    return [
        (leaf.begins.day, (leaf.ends - timedelta(days=1)).day) for leaf in partitions.leaves(month)
    ]


def dump() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM commissions_line ORDER BY id")
        return cursor.fetchall()


def agrees() -> bool:
    report = verify(every_night=True)
    return (report.breaches, report.notes) == ([], [])


def test_small_nights_share_the_month_s_open_leaf(founded):
    run_through(through=company.LAST)
    assert days(JANUARY) == [(1, 31)]
    assert agrees()


def test_a_large_night_has_a_leaf_of_its_own(founded, large):
    run_through(through=company.LAST)
    assert [leaf.begins for leaf in partitions.leaves(JANUARY)] == [
        date(2026, 1, day) for day in (1, 2, 3, 4)
    ]
    assert agrees()


def test_small_or_large_the_rows_are_the_same(founded, monkeypatch):
    with transaction.atomic():
        run_through(through=company.LAST)
        small = dump(), company.result()
        transaction.set_rollback(True)
    bulk.ids_taken(Charge)  # A sequence isn't rolled back.
    monkeypatch.setattr(partitions, "LARGE", 1)
    run_through(through=company.LAST)
    assert (dump(), company.result()) == small


def test_before_a_large_night_the_open_leaf_ends_and_after_it_another_begins(founded, monkeypatch):
    run_through(through=build.NEW_YEAR)
    monkeypatch.setattr(partitions, "LARGE", 1)
    run_through(through=date(2026, 1, 2))
    monkeypatch.undo()
    run_through(through=company.LAST)
    assert [(leaf.begins.day, leaf.ends) for leaf in partitions.leaves(JANUARY)] == [
        (1, date(2026, 1, 2)),
        (2, date(2026, 1, 2)),
        (3, date(2026, 2, 1)),
    ]
    assert agrees()


def test_a_year_ends(db):
    build.plan(effective_from=date(2025, 12, 31))
    of = build.customer("C1", of=build.agent("ANN"))
    for day in (date(2025, 12, 31), build.NEW_YEAR):
        build.subscription(f"S{day}", of=of, started_on=day)
    run_through(through=build.NEW_YEAR)
    assert days(DECEMBER)[-1] == (31, 31)
    assert days(JANUARY)[-1] == (1, 31)
    assert agrees()


def test_an_attached_leaf_brings_the_indexes_of_its_parent(founded, large):
    run_through(through=build.NEW_YEAR)
    [leaf] = partitions.leaves(JANUARY)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_index i JOIN pg_inherits h ON h.inhrelid = i.indexrelid"
            " WHERE i.indrelid = %s::regclass",
            [leaf.name],
        )
        assert cursor.fetchone() == (3,)


@pytest.mark.parametrize(
    "attack", ["UPDATE {} SET level = 7", "DELETE FROM {}", "TRUNCATE {}"], ids=str.split
)
@pytest.mark.parametrize("size", [1, 10**6], ids=["large", "small"])
def test_a_leaf_is_no_way_round_the_triggers(founded, monkeypatch, attack, size):
    monkeypatch.setattr(partitions, "LARGE", size)
    run_through(through=build.NEW_YEAR)
    connection.check_constraints()
    for table in (partitions.leaves(JANUARY)[0].name, JANUARY):
        fails = pytest.raises(IntegrityError, match="only ever added")
        with fails, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(attack.format(table))


def test_a_month_that_is_over_is_merged_and_nothing_changes(founded, large, capsys):
    run_through(through=company.LAST)
    before = dump()
    call_command("merge_lines")
    assert len(partitions.leaves(JANUARY)) == 4
    run_through(through=date(2026, 2, 1))
    before = dump()
    call_command("merge_lines")
    assert days(JANUARY) == [(1, 31)]
    assert dump() == before
    assert agrees()
    call_command("merge_lines")
    assert capsys.readouterr().out.splitlines() == [
        "Nothing to merge.",
        f"Merged: {JANUARY}.",
        "Nothing to merge.",
    ]


def test_a_leaf_with_lines_of_a_night_that_has_not_run_stops_it(founded, large):
    run_through(through=build.NEW_YEAR)
    line = Line.objects.first()
    partitions.open_leaf(date(2026, 1, 2))
    Line.objects.create(
        run_id=date(2026, 1, 2),
        **{
            field.attname: getattr(line, field.attname)
            for field in Line._meta.concrete_fields
            if field.name not in {"id", "run"}
        },
    )
    with pytest.raises(partitions.LinesThere, match="_02 holds lines"):
        run_through(through=date(2026, 1, 2))


def merge_impatiently() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '300ms'")
    merge()


@pytest.mark.django_db(transaction=True)
def test_merging_waits_for_a_night_whose_snapshot_it_would_empty():
    with alone():
        [raised] = together(merge_impatiently)
    assert "lock timeout" in str(raised)


def test_an_open_leaf_ends_where_a_later_one_begins(db):
    for day in (20, 5):
        partitions.open_leaf(date(2031, 3, day))
    assert days("commissions_line_2031_03") == [(5, 19), (20, 31)]
