"""Moves and changes of status stay on record, whatever is tried."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from agents import statuses
from agents.models import Move, StatusChange
from agents.tree.move import move
from tests import build

NOW = datetime(2026, 1, 5, tzinfo=UTC)


@pytest.fixture
def history(db):
    ann, bea = build.agent("ANN"), build.agent("BEA")
    move(bea, to=ann, by=None, reason="asked for", at=NOW)
    statuses.change(bea, to="suspended", by=None, reason="asked for", at=NOW)


@pytest.mark.parametrize("model", [Move, StatusChange])
@pytest.mark.parametrize(
    "attack",
    [
        lambda rows: rows.update(reason="another"),
        lambda rows: rows.update(agent=rows.get().agent_id),
        lambda rows: rows.delete(),
    ],
)
def test_a_record_is_neither_changed_nor_deleted(history, model, attack):
    with pytest.raises(IntegrityError, match="stays on record"), transaction.atomic():
        attack(model.objects.all())
    assert model.objects.get().reason == "asked for"


def test_the_night_that_sees_it_is_noted(history):
    assert Move.objects.update(first_night=build.NEW_YEAR) == 1


def test_a_status_it_has_already_is_no_change(history):
    bea = Move.objects.get().agent
    assert statuses.change(bea, to="suspended", by=None, reason="", at=NOW) is None
    assert StatusChange.objects.count() == 1
