"""The nightly task with a real worker on a real Redis: given twice, or killed, it does no harm."""

import time
from datetime import timedelta

import pytest
from celery import Celery
from celery.schedules import crontab
from django.conf import settings
from django.db import connection, transaction

from commissions.nights.models import Run
from commissions.tasks import run_nights
from commissions.verify import verify
from mlmsite.celery import app
from mlmsite.lib import clock
from tests import build
from tests.processes import python
from tests.waiting import wait_until

NIGHTS = 3


@pytest.fixture
def company(transactional_db):
    build.plan(effective_from=clock.today() - timedelta(days=NIGHTS))
    ann = build.agent("ANN")
    started_on = clock.today() - timedelta(days=2)
    build.subscription("S1", of=build.customer("C1", of=ann), started_on=started_on)


def ran() -> bool:
    return Run.objects.count() == NIGHTS


@pytest.mark.django_db(transaction=True)
def test_a_task_delivered_several_times_runs_each_night_once(company, worker, queue):
    for _ in range(4):
        queue.send_task("commissions.tasks.run_nights")
    worker()
    wait_until(ran)
    assert verify().breaches == []


@pytest.mark.django_db(transaction=True)
def test_a_task_whose_process_is_killed_is_taken_up_again(company, worker, queue):
    parent = worker()
    with transaction.atomic():
        hold_the_nights_up()
        queue.send_task("commissions.tasks.run_nights")
        wait_until(lambda: waiting(queue))
        for child in parent.children():
            child.kill()
        time.sleep(1)
    wait_until(ran)
    assert verify().breaches == []


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_worker_left_the_next_delivery_completes(company, worker, queue):
    parent = worker()
    with transaction.atomic():
        hold_the_nights_up()
        queue.send_task("commissions.tasks.run_nights")
        wait_until(lambda: waiting(queue))
        for process in (*parent.children(recursive=True), parent):
            process.kill()
    assert not Run.objects.exists()
    worker()
    queue.send_task("commissions.tasks.run_nights")
    wait_until(ran)
    assert verify().breaches == []


def hold_the_nights_up() -> None:
    """SQLite: the transaction is lock enough."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE commissions_run IN EXCLUSIVE MODE")


def waiting(queue: Celery) -> bool:
    """A worker has taken the task and not finished it."""
    active = queue.control.inspect(timeout=0.5).active() or {}
    return any(active.values())


def test_beat_sends_it_at_two_in_the_company_s_night():
    entry = settings.CELERY_BEAT_SCHEDULE["nightly"]
    assert entry["task"] == run_nights.name
    assert entry["schedule"] == crontab(hour=2, minute=0)
    assert app.conf.timezone == settings.TIME_ZONE


@pytest.mark.django_db(transaction=True)
def test_without_redis_the_task_runs_in_the_process(company):
    code = "from commissions.tasks import run_nights; print(run_nights.delay().get())"
    assert [python(code, REDIS_URL="").stdout for _ in range(2)] == [f"{NIGHTS}\n", "0\n"]
