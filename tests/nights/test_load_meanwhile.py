"""A load and a night at the same time: one waits for the other, and both come out right."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from agents.models import Charge
from commissions.loading.load import load
from commissions.loading.problems import BadFiles
from commissions.nights import run as nights
from commissions.nights.run import run_through
from commissions.verify import verify
from tests import build
from tests.nights import company
from tests.threads import together

SUBSCRIPTIONS = "ref,customer,product,price,currency,volume,started_on,ended_on\n"
ROW = "S{n},C1,Internet,22.00,USD,20,2026-01-0{day},2026-06-01\n"
CHARGES = "ref,subscription,period_start,paid_on\n"


def write(folder: Path) -> Path:
    """Subscriptions that the night would bill, and charges that it would raise."""
    rows = [ROW.format(n=100 + n, day=1 + n % 4) for n in range(300)]
    (folder / "subscriptions.csv").write_text(SUBSCRIPTIONS + "".join(rows))
    charges = [f"X{n},S{100 + n},2026-01-0{1 + n % 4},2026-01-04\n" for n in range(0, 300, 2)]
    charges.append("X-S1,S1,2026-01-01,2026-01-01\n")
    (folder / "charges.csv").write_text(CHARGES + "".join(charges))
    return folder


def load_and_run(folder: Path) -> list[Exception]:
    build.plan()
    build.subscription("S1", of=build.customer("C1", of=build.agent("ANN")))
    for n in range(200):
        build.subscription(f"T{n}", of=build.customer(f"D{n}", of=build.agent(f"A{n}")))
    bring = partial(load, folder, today=build.NEW_YEAR, now=timezone.now())
    return together(bring, partial(run_through, through=company.LAST))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_neither_is_hurt(tmp_path, attempt):
    raised = load_and_run(write(tmp_path))
    # The night may have raised S1's charge first: then the file says so, and loads nothing.
    assert all(isinstance(e, BadFiles) for e in raised)
    run_through(through=company.LAST + timedelta(days=1))
    assert verify().breaches == []
    assert Charge.objects.filter(subscription__ref="S1", period_start=build.NEW_YEAR).count() == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL only")
@pytest.mark.django_db(transaction=True)
def test_without_the_locks_one_of_them_is(tmp_path, monkeypatch):
    monkeypatch.setattr(nights, "_LOCKS", nights._LOCKS[:1])
    write(tmp_path)
    for _ in range(10):
        if any(not isinstance(e, BadFiles) for e in load_and_run(tmp_path)):
            return
        _empty()
    pytest.fail("ten races and nothing happened")


def _empty() -> None:
    from django.core.management import call_command

    from commissions.ledger import triggers

    triggers.take_down(connection)
    call_command("flush", verbosity=0, interactive=False)
