"""A night happens entirely or not at all, once for each date."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.db import transaction

from agents.models import Charge, Subscription
from commissions.nights import run as nights
from commissions.nights.models import Line, Run
from commissions.nights.run import NoPlan, run_through
from commissions.verify import verify
from tests import build
from tests.nights import company
from tests.threads import together

pytestmark = pytest.mark.django_db


def test_no_plan_no_night():
    with pytest.raises(NoPlan, match="load a plan"):
        run_through(through=build.NEW_YEAR)


def test_before_go_live_there_is_nothing_to_run():
    build.plan()
    assert run_through(through=build.NEW_YEAR - timedelta(days=1)) == []


def test_a_run_through_a_date_runs_every_missed_night():
    company.found()
    days = [run.posted_on for run in run_through(through=company.LAST)]
    assert days == [build.NEW_YEAR + timedelta(days=i) for i in range(4)]


def test_missed_nights_come_to_what_they_had_come_to_on_time():
    company.found()
    with transaction.atomic():
        run_through(through=company.LAST)
        late = company.result()
        transaction.set_rollback(True)
    for i in range(4):
        run_through(through=build.NEW_YEAR + timedelta(days=i))
    on_time = company.result()
    # Ids differ from one try to the other, and the input's fingerprint is of ids.
    for result in (late, on_time):
        result["runs"] = [run[:3] for run in result["runs"]]
    assert on_time == late


def test_run_again_it_changes_nothing():
    company.found()
    run_through(through=company.LAST)
    before = company.result()
    assert run_through(through=company.LAST) == []
    assert company.result() == before


STAGES = ["bill", "read", "compute", "write lines", "write ledger", "keep standings", "tell"]
STAGES += ["settle", "fingerprint"]


class PowerCut(BaseException):
    pass


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("night", [0, 2])
def test_cut_off_at_any_stage_nothing_is_left_and_the_next_run_completes_it(stage, night):
    company.found()
    run_through(through=build.NEW_YEAR + timedelta(days=night - 1))
    before = company.result()

    def cut(told: str, done: int, total: int) -> None:
        if told.endswith(stage):
            raise PowerCut

    with pytest.raises(PowerCut):
        run_through(through=company.LAST, progress=cut)
    assert company.result() == before
    run_through(through=company.LAST)
    assert Run.objects.count() == 4
    assert verify().breaches == []


def test_cut_off_just_before_the_end_nothing_is_left(monkeypatch):
    company.found()
    monkeypatch.setattr(Run.objects, "create", lambda **_: (_ for _ in ()).throw(PowerCut))
    with pytest.raises(PowerCut):
        run_through(through=company.LAST)
    assert not Line.objects.exists()
    assert not Charge.objects.filter(ref="S1@2026-01-01").exists()
    assert Subscription.objects.get(ref="S1").next_charge_on == build.NEW_YEAR


@pytest.mark.django_db(transaction=True)
def test_several_at_once_give_what_one_gives():
    company.found()
    assert together(*[partial(run_through, through=company.LAST)] * 4) == []
    assert Run.objects.count() == 4
    assert verify().breaches == []


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_several_at_once_fail_on_the_unique_date(monkeypatch):
    """The race that the lock is there for: the database still lets only one of them through."""
    company.found()
    monkeypatch.setattr(nights, "alone", transaction.atomic)
    raised = together(*[partial(run_through, through=company.LAST)] * 4)
    assert verify().breaches == []
    if transaction.get_connection().vendor == "postgresql":
        assert raised


def test_the_run_records_what_it_did():
    company.found()
    run = run_through(through=build.NEW_YEAR)[0]
    assert run.counts["raised_charges"] == 2
    assert run.counts["commissioned_charges"] == 2
    assert run.counts["lines"] == Line.objects.count()
    assert set(run.totals["earned"]) == {"residual", "downline", "override"}
    residual = Line.objects.filter(kind=0, charge__ref="S2@2026-01-01").get().amount_micro
    assert run.totals["earned"]["residual"]["JPY"] == str(residual)
    assert list(run.seconds) == STAGES
    assert run.plan.name == "Plan 2026-01-01"


def test_a_charge_reported_late_is_commissioned_the_next_night():
    company.found()
    run_through(through=company.LAST)
    external = Subscription.objects.get(ref="S5")
    late = build.charge(external, date(2026, 2, 1), paid_on=date(2026, 1, 2))
    run_through(through=company.LAST + timedelta(days=1))
    assert late.commissioned.run_id == company.LAST + timedelta(days=1)


def test_a_charge_refunded_in_full_before_its_first_night_is_never_commissioned():
    build.plan()
    external = build.subscription(
        "S1", of=build.customer("C1", of=build.agent("ANN")), billing="external"
    )
    charge = build.charge(external, build.NEW_YEAR)
    build.refund(charge, "22.00", on=build.NEW_YEAR)
    run_through(through=company.LAST)
    assert not hasattr(charge, "commissioned")
    assert not Line.objects.exists()
    assert verify().breaches == []
