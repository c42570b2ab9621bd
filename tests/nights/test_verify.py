"""`verify` finds what somebody changed behind the database's back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F

from agents import statuses
from agents.models import Agent, Arrival, Charge, Refund, Subscription
from agents.tree.move import move
from commissions.ledger import triggers
from commissions.ledger.models import Account, Transfer
from commissions.nights.models import Carry, CommissionedCharge, Line, Run
from commissions.nights.run import run_through
from commissions.verify import verify
from tests import build
from tests.nights import company

NOW = datetime(2026, 1, 5, tzinfo=UTC)


@pytest.fixture
def tampered(db):
    """Nights that ran, on a database that has lost its triggers."""
    company.found()
    run_through(through=company.LAST)
    report = verify()
    assert (report.breaches, report.notes) == ([], [])
    triggers.take_down(connection)
    yield
    triggers.put_up(connection)


def breaches() -> str:
    return "\n".join(verify().breaches)


def first(model):
    return model.objects.filter(pk=model.objects.order_by("pk").first().pk)


def _forget(model):
    return lambda: first(model)._raw_delete("default")


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (lambda: first(Line).update(amount_micro=F("amount_micro") + 1), "not the ones that the"),
        (lambda: first(Line).update(rate_ppm=1), "not the ones that the night wrote"),
        (_forget(Line), "not the ones that the night wrote"),
        (lambda: first(Line).update(amount_micro=F("amount_micro") + 10**6), "lines come to"),
        (lambda: first(Line).update(charge=10**9), "commissioned charge that isn't there"),
        (lambda: first(Line).update(earner=10**9), "agent that isn't there"),
        (lambda: first(Transfer).update(amount_minor=F("amount_minor") + 1), "the transfers are"),
        (_forget(Transfer), "the transfers are 0"),
        (lambda: first(Transfer).update(posted_on="2030-01-01"), "night that has not run"),
        (lambda: first(Transfer).update(currency="EUR"), "accounts of another currency"),
        (lambda: first(Account).update(name="cash:USD"), "not named after what it is"),
        (lambda: first(Carry).update(fraction_micro=123), "123 millionths are carried"),
        (lambda: first(Run).update(totals={}), "totals of 2026-01-01"),
        (lambda: first(Run).update(posted_on="2025-12-31"), "2026-01-01 is missing"),
        (lambda: Run.objects.update(plan=_other_plan()), "which was not in force"),
        (_forget(CommissionedCharge), "commissioned charge that isn't there"),
        (lambda: Refund.objects.update(amount_minor=F("amount_minor") * 100), "beyond its amount"),
        (lambda: first(Refund).update(amount_minor=F("amount_minor") + 1), "as its refunds say"),
        (lambda: Agent.objects.filter(code="DAN").update(lft=1), "outside of its sponsor's"),
    ],
)
def test_a_change_is_found(tampered, tamper, said):
    tamper()
    assert said in breaches()


def _other_plan():
    return build.plan(effective_from=build.NEW_YEAR + timedelta(days=90))


def test_a_charge_that_no_night_took_is_found(tampered):
    external = Subscription.objects.get(ref="S5")
    late = build.charge(external, build.NEW_YEAR + timedelta(days=31), paid_on=build.NEW_YEAR)
    Arrival.objects.filter(pk=late.arrival_id).update(settled_on=build.NEW_YEAR)
    assert f"{late.ref} was due and no night has commissioned it" in breaches()


def test_a_night_that_would_come_to_something_else_today_is_found(db, monkeypatch):
    """As after a wrong change of the engine: rows and fingerprints agree, the rules don't."""
    from commissions.engine import commission

    company.found()
    run_through(through=build.NEW_YEAR)
    whole = commission.rate_of
    monkeypatch.setattr(commission, "rate_of", lambda base, rate: whole(base, rate) // 2)
    for every_night in (False, True):
        said = verify(every_night=every_night).breaches
        assert said[0] == "replay: the night of 2026-01-01 comes to other lines now"
        assert "earned residual of ANN from S1@2026-01-01, 271605400 millionths" in said[1]


def test_whatever_comes_later_every_night_comes_out_again(db):
    company.found()
    run_through(through=build.NEW_YEAR)
    change_everything()
    run_through(through=company.LAST)
    change_everything()
    for every_night in (False, True):
        report = verify(every_night=every_night)
        assert (report.breaches, report.notes) == ([], [])


def change_everything() -> None:
    """A newcomer, a move there or back, another status, a charge and a refund of a day gone by."""
    ann, bea, dan = (Agent.objects.get(code=code) for code in ("ANN", "BEA", "DAN"))
    number = Agent.objects.count()
    newcomer = build.agent(f"NEW{number}", under=dan)
    if bea.status == "terminated":
        statuses.change(bea, to="active", by=None, reason="", at=NOW)
        move(dan, to=bea, by=None, reason="", at=NOW)
    else:
        move(dan, to=ann, by=None, reason="", at=NOW)
        statuses.change(bea, to="terminated", by=None, reason="", at=NOW)
    late = build.subscription(
        f"L{number}", of=build.customer(f"L{number}", of=newcomer), billing="external"
    )
    build.refund(build.charge(late, build.NEW_YEAR), "1.00", on=build.NEW_YEAR)


def test_a_night_that_saw_other_facts_is_found(tampered):
    Agent.objects.filter(code="BEA").update(status="terminated")
    assert "facts behind the night of 2026-01-04 are not those that it read" in breaches()


def test_a_status_changed_past_its_writer_is_found(tampered):
    bea = Agent.objects.get(code="BEA")
    statuses.change(bea, to="suspended", by=None, reason="", at=NOW)
    Agent.objects.filter(code="BEA").update(status="active")
    assert "the status of BEA is active without a change from suspended" in breaches()


def test_a_night_of_an_earlier_release_is_noted_where_facts_have_changed(tampered):
    Run.objects.update(facts_kept=False, inputs_sha256="as that release made it")
    for every_night in (False, True):
        report = verify(every_night=every_night)
        assert (report.breaches, report.notes) == ([], [])
    Agent.objects.filter(code="BEA").update(status="terminated")
    report = verify(every_night=True)
    assert report.breaches == []
    assert "2026-01-01 ran with an earlier release" in report.notes[0]


def test_after_nights_of_an_earlier_release_the_others_come_out_again(db):
    company.found()
    run_through(through=build.NEW_YEAR)
    triggers.take_down(connection)
    Run.objects.update(facts_kept=False, inputs_sha256="as that release made it")
    triggers.put_up(connection)
    Agent.objects.filter(code="BEA").update(status="terminated")
    run_through(through=company.LAST)
    report = verify(every_night=True)
    assert report.breaches == []
    assert [note.split()[3] for note in report.notes] == ["2026-01-01"]


def test_the_command_ends_with_an_error_and_a_line_for_each_breach(tampered, capsys):
    _forget(Transfer)()
    with pytest.raises(CommandError, match="1 breach"):
        call_command("verify")
    assert "the transfers are 0" in capsys.readouterr().err


def test_the_command_says_that_everything_agrees(db, capsys):
    call_command("verify")
    assert capsys.readouterr().out == "No night has run yet.\nEverything agrees.\n"


def test_many_breaches_are_counted_and_not_all_told(tampered):
    company_wide = Charge.objects.first().subscription
    for i in range(25):
        charge = build.charge(company_wide, company_wide.started_on.replace(year=2027 + i))
        build.refund(charge, "22.00", on=build.NEW_YEAR, ref=f"A{i}")
        build.refund(charge, "22.00", on=build.NEW_YEAR, ref=f"B{i}")
    assert "charges: and 5 more like these" in breaches()
