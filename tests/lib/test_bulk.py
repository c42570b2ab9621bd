"""Many rows in and out, the same on both databases."""

from datetime import date

import numpy as np
import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from agents.models import Agent, Product
from commissions.nights.models import CommissionedCharge
from mlmsite.lib import bulk
from tests import build


def test_whole_numbers_and_dates_are_written_and_read_again(db):
    count = bulk.CHUNK + 7
    charges = np.arange(1, count + 1)
    days = np.full(count, np.datetime64("2026-02-28"))
    told: list[int] = []
    bulk.write_ints(CommissionedCharge, {"charge": charges, "run": days}, progress=told.append)
    assert sum(told) == count
    read = bulk.read_ints(CommissionedCharge.objects.order_by("charge_id"), "charge_id")
    assert read["charge_id"].tolist() == charges.tolist()
    assert CommissionedCharge.objects.filter(run=date(2026, 2, 28)).count() == count


def test_no_rows_are_no_rows(db):
    nothing = np.zeros(0, np.int64)
    days = np.zeros(0, "datetime64[D]")
    bulk.write_ints(CommissionedCharge, {"charge": nothing, "run": days})
    assert len(bulk.read_ints(CommissionedCharge.objects.all(), "charge_id")["charge_id"]) == 0


def test_an_empty_cell_is_refused_and_not_read_as_something_else(db):
    build.agent("ANN")
    with pytest.raises((ValueError, TypeError)), transaction.atomic():
        bulk.read_ints(Agent.objects.all(), "id", "sponsor_id")


def test_parameters_reach_the_query(db):
    build.agent("A%S")
    found = Agent.objects.filter(code="A%S", joined_on=date(2025, 6, 1)).annotate(x=F("lft"))
    assert bulk.read_ints(found, "x")["x"].tolist() == [1]


def test_texts_with_anything_in_them_are_written_as_they_are(db):
    names = ["tab\t", "back\\slash", "line\nbreak", "\\N", "ünï", ""]
    bulk.write_rows(Product, ("name",), ((name,) for name in names))
    assert set(Product.objects.values_list("name", flat=True)) == set(names)


def test_numbers_taken_by_hand_are_not_given_again(db):
    first = bulk.next_id(Product)
    bulk.write_rows(Product, ("id", "name"), [(first, "a"), (first + 1, "b")])
    bulk.ids_taken(Product)
    assert Product.objects.create(name="c").pk > first + 1


def test_many_rows_are_changed_at_once(db):
    rows = [Product.objects.create(name=name) for name in "abc"]
    bulk.update_rows(Product, ("id", "name"), [(row.pk, row.name * 2) for row in rows[:2]])
    assert sorted(Product.objects.values_list("name", flat=True)) == ["aa", "bb", "c"]


def test_a_constraint_holds_for_rows_in_bulk_too(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.write_rows(Product, ("name",), [("a",), ("a",)])
