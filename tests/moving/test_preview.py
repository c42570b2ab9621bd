"""What a move changes in the next night, against the nights that do run."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction

from agents.models import Agent, Charge, Subscription
from agents.tree.move import move
from agents.tree.past import upline_on
from commissions.moving.preview import preview
from commissions.nights.models import Line, Run
from commissions.nights.rehearse import Busy, rehearse
from commissions.nights.run import run_through
from tests import build
from tests.nights import company
from tests.threads import together

NOW = datetime(2026, 1, 3, 12, tzinfo=UTC)
THIRD = date(2026, 1, 3)


@pytest.fixture
def people(db) -> dict[str, Agent]:
    company.found()
    eve = build.agent("EVE")
    build.subscription("S9", of=build.customer("C9", of=eve), volume=30)
    run_through(through=date(2026, 1, 2))
    return {agent.code: agent for agent in Agent.objects.all()}


def shift(agent: Agent, to: Agent, *, at: datetime = NOW) -> None:
    move(agent, to=to, by=None, reason="", at=at)


def paid(day: date) -> dict[tuple[str, str], int]:
    sums: dict[tuple[str, str], int] = {}
    lines = Line.objects.filter(run=day)
    for *who, amount in lines.values_list(
        "earner__code", "charge__subscription__currency", "amount_micro"
    ):
        sums[tuple(who)] = sums.get(tuple(who), 0) + amount
    return sums


def test_the_preview_says_what_the_night_then_pays_with_and_without_the_move(people):
    shown = preview(people["DAN"], to=people["EVE"])
    assert shown.day == THIRD
    with transaction.atomic():
        run_through(through=THIRD)
        without = paid(THIRD)
        transaction.set_rollback(True)
    shift(people["DAN"], people["EVE"])
    run_through(through=THIRD)
    with_it = paid(THIRD)
    assert with_it != without
    assert {(c.agent.code, c.currency): (c.before_micro, c.after_micro) for c in shown.changes} == {
        key: (without.get(key, 0), with_it.get(key, 0))
        for key in without.keys() | with_it.keys()
        if without.get(key, 0) != with_it.get(key, 0)
    }
    [total] = [t for t in shown.totals if t.currency == "USD"]
    usd = [sum(v for (_, c), v in pay.items() if c == "USD") for pay in (without, with_it)]
    assert [total.before_micro, total.after_micro] == usd
    assert (total.gain, total.lose) == (1, 2)


def test_the_preview_leaves_nothing_behind(people):
    before = company.result(), Charge.objects.count()
    due = list(Subscription.objects.order_by("id").values_list("next_charge_on", flat=True))
    preview(people["DAN"], to=people["EVE"])
    assert (company.result(), Charge.objects.count()) == before
    assert list(Subscription.objects.order_by("id").values_list("next_charge_on", flat=True)) == due
    assert upline_on(people["DAN"], THIRD) == [people["BEA"], people["ANN"]]


def test_a_move_that_changes_no_pay_shows_no_changes(people):
    zed = build.agent("ZED", under=people["EVE"])
    assert preview(zed, to=people["ANN"]).changes == []


def test_without_a_plan_there_is_nothing_to_show(db):
    ann, bea = build.agent("ANN"), build.agent("BEA")
    assert preview(bea, to=ann) is None


@pytest.mark.django_db(transaction=True)
def test_while_a_night_runs_it_says_so(monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only")
    monkeypatch.setattr("commissions.nights.rehearse._PATIENCE_MS", 200)
    build.plan()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE commissions_run IN EXCLUSIVE MODE")
        [raised] = together(rehearse)
    assert isinstance(raised, Busy)
    assert not Run.objects.exists()


def test_who_was_above_on_a_day(people):
    ann, bea, dan, eve = (people[code] for code in ("ANN", "BEA", "DAN", "EVE"))
    shift(dan, eve)
    run_through(through=THIRD)
    shift(bea, eve)
    shift(dan, bea)
    run_through(through=date(2026, 1, 5))
    shift(dan, ann, at=NOW + timedelta(days=3))
    assert upline_on(dan, date(2026, 1, 2)) == [bea, ann]
    assert upline_on(dan, THIRD) == [eve]
    assert upline_on(dan, date(2026, 1, 4)) == [bea, eve]
    assert upline_on(dan, date(2026, 1, 6)) == [ann]
    assert upline_on(eve, THIRD) == []
