"""What the database refuses, whoever asks: on SQLite and on PostgreSQL, as an integrity error."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from agents.models import Charge
from commissions.ledger import triggers
from commissions.ledger.models import Account, Transfer
from commissions.nights.models import CommissionedCharge, Line, Run
from commissions.nights.run import run_through
from commissions.plans.models import Plan, Rank
from tests import build

NEW_YEAR = build.NEW_YEAR

on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL only")
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite only")


@pytest.fixture
def night(db):
    """Ann above Bea, whose customer pays 22 dollars: one night, lines and transfers."""
    build.plan()
    ann = build.agent("ANN")
    build.subscription("S1", of=build.customer("C1", of=build.agent("BEA", under=ann)))
    [run] = run_through(through=NEW_YEAR)
    return run


def refused(statement: str, message: str = "only ever added") -> None:
    fails = pytest.raises(IntegrityError, match=message)
    with fails, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


APPEND_ONLY = [Account, Transfer, Line, Run, CommissionedCharge]


@pytest.mark.parametrize("model", APPEND_ONLY)
def test_rows_are_only_ever_added(night, model):
    table, key = model._meta.db_table, model._meta.pk.column
    assert model.objects.exists()
    refused(f"UPDATE {table} SET {key} = {key}")
    refused(f"DELETE FROM {table}")


def test_the_orm_is_refused_too(night):
    transfer = Transfer.objects.order_by("id").first()
    for write in (transfer.save, transfer.delete):
        with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
            write()


@on_postgresql
@pytest.mark.parametrize("model", APPEND_ONLY)
def test_truncate_is_refused(night, model):
    connection.check_constraints()  # Deferred keys of this test's rows would stop it first.
    refused(f"TRUNCATE {model._meta.db_table} CASCADE")


@on_sqlite
def test_insert_or_replace_cannot_delete_a_transfer(night):
    old = Transfer.objects.order_by("id").first()
    refused(
        "INSERT OR REPLACE INTO commissions_transfer"
        " (id, posted_on, debit_id, credit_id, amount_minor, currency, kind, key) VALUES"
        f" ({old.pk}, '2026-01-01', {old.debit_id}, {old.credit_id}, 1, 'USD', 'earned', 'x')"
    )


def test_a_transfer_is_posted_once(night):
    again = Transfer.objects.order_by("id").first()
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


@pytest.mark.parametrize("side", ["debit_id", "credit_id"])
def test_a_transfer_needs_both_its_accounts(night, side):
    transfer = Transfer.objects.order_by("id").first()
    transfer.pk, transfer.key = None, "nowhere"
    setattr(transfer, side, 10**9)
    with pytest.raises(IntegrityError, match="own currency"), transaction.atomic():
        transfer.save(force_insert=True)


def test_a_transfer_stays_within_its_currency(night):
    yen = Account.objects.create(name="cash:JPY", kind="cash", currency="JPY")
    transfer = Transfer.objects.order_by("id").first()
    transfer.pk, transfer.key, transfer.credit = None, "across", yen
    with pytest.raises(IntegrityError, match="own currency"), transaction.atomic():
        transfer.save(force_insert=True)


@pytest.mark.parametrize("amount", [0, -1])
def test_a_transfer_is_above_zero(night, amount):
    transfer = Transfer.objects.order_by("id").first()
    transfer.pk, transfer.key, transfer.amount_minor = None, "nothing", amount
    with pytest.raises(IntegrityError), transaction.atomic():
        transfer.save(force_insert=True)


def test_a_used_plan_never_changes(night):
    refused("UPDATE commissions_plan SET active_volume = 0", "never changes")
    refused("UPDATE commissions_rank SET residual_ppm = 0", "never changes")
    refused("DELETE FROM commissions_rank", "never changes")
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Rank.objects.create(plan=night.plan, position=9, name="Late")


def test_an_unused_plan_may_change(night):
    plan = build.plan(effective_from=date(2027, 1, 1))
    Plan.objects.filter(pk=plan.pk).update(active_volume=1)
    plan.delete()


def test_a_commissioned_charge_never_changes(night):
    for change in ({"amount_minor": 1}, {"paid_on": date(2025, 1, 1)}, {"volume": 0}):
        with pytest.raises(IntegrityError, match="refund it instead"), transaction.atomic():
            Charge.objects.update(**change)
    refused("DELETE FROM agents_charge", "refund it instead")


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_triggers_are_back_after_a_migration_that_remakes_the_table():
    with connection.schema_editor() as editor:
        editor._remake_table(Transfer)
    assert "commissions_transfer_refuses_update" not in _triggers()
    triggers.put_up_after_migrate(using="default")
    assert "commissions_transfer_refuses_update" in _triggers()


@pytest.mark.django_db(transaction=True)
def test_migrate_puts_up_what_was_taken_down(django_db_blocker):
    from django.core.management import call_command

    triggers.take_down(connection)
    call_command("migrate", verbosity=0)
    build.plan()
    build.subscription("S1", of=build.customer("C1", of=build.agent("ANN")))
    run_through(through=NEW_YEAR)
    refused("DELETE FROM commissions_transfer")


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_migration_remakes_a_table_in_spite_of_the_triggers():
    from django.core.management import call_command

    call_command("migrate", "commissions", "0002", verbosity=0)
    call_command("migrate", verbosity=0)
    assert "commissions_run_refuses_update" in _triggers()


def _triggers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {name for (name,) in cursor.fetchall()}
