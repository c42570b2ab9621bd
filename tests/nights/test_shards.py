"""A large night's lines written by several processes: as if one had written them."""

import signal
import subprocess
import sys
from datetime import date
from functools import partial

import numpy as np
import pytest
from django.db import OperationalError, connection, transaction
from redis import Redis

from agents.models import Charge
from commissions.nights import partitions, shards
from commissions.nights.models import Run
from commissions.nights.run import run_through
from commissions.verify import verify
from mlmsite.lib import bulk
from tests import build
from tests.nights import company
from tests.nights.test_partitions import dump
from tests.processes import ROOT, environment, python
from tests.threads import together
from tests.waiting import wait_until

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL only"),
    pytest.mark.django_db(transaction=True),
]

COORDINATOR = """
import datetime, os, signal, time
import django
django.setup()
from agents.models import Charge
from commissions.nights import partitions, shards
from commissions.nights.run import run_through
partitions.LARGE = 1
{before}
run_through(through=datetime.date(2026, 1, 4))
"""
DIES_BEFORE_ATTACHING = """
def die(*args):
    os.kill(os.getpid(), signal.SIGKILL)
partitions.attach = die
"""
LETS_THE_WORKERS_DO_IT = """
claim = shards.Store.claim
shards.Store.claim = lambda self, shard: time.time() > started + {seconds} and claim(self, shard)
started = time.time()
"""


@pytest.fixture(autouse=True)
def founded(transactional_db, redis_url, queue, settings):
    settings.REDIS_URL = redis_url
    company.found()
    Redis.from_url(redis_url).delete(*Redis.from_url(redis_url).keys("night:*") or ["none"])


def coordinate(writers: int, before: str = "") -> subprocess.Popen:
    code = COORDINATOR.format(before=before)
    variables = {"NIGHT_SHARDS": str(writers), "REDIS_URL": shards.settings.REDIS_URL}
    env = environment(DJANGO_SETTINGS_MODULE="mlmsite.settings", **variables)
    return subprocess.Popen([sys.executable, "-c", code], env=env, cwd=ROOT)


def by_one() -> tuple:
    """What one process writes; then everything is as before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(partitions, "LARGE", 1)
        with transaction.atomic():
            run_through(through=company.LAST)
            found = dump(), company.result()
            transaction.set_rollback(True)
    bulk.ids_taken(Charge)  # A sequence isn't rolled back.
    return found


def leftovers() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND NOT relispartition"
            " AND starts_with(relname, %s)",
            [partitions.STAGING],
        )
        return [name for (name,) in cursor.fetchall()]


def assert_as_by_one(one: tuple) -> None:
    assert (dump(), company.result()) == one
    report = verify(every_night=True)
    assert (report.breaches, report.notes) == ([], [])


@pytest.mark.parametrize("writers", [1, 2, 4])
def test_however_many_write_the_rows_are_the_same(worker, writers):
    one = by_one()
    worker()
    assert coordinate(writers).wait(120) == 0
    assert_as_by_one(one)
    assert leftovers() == []


def test_workers_do_write(worker):
    one = by_one()
    worker()
    assert coordinate(3, LETS_THE_WORKERS_DO_IT.format(seconds=600)).wait(120) == 0
    assert_as_by_one(one)
    assert len(partitions.leaves("commissions_line_2026_01")) > 4


def test_without_any_worker_the_night_writes_all_of_it():
    one = by_one()
    assert coordinate(4).wait(120) == 0
    assert_as_by_one(one)


DIES_IN_A_SHARD = """
import os, signal
from agents.models import Charge
from commissions.nights import partitions, shards
shards._CLAIM_S = 2
partitions._index = lambda table: os.kill(os.getpid(), signal.SIGKILL)
shards.write_shard("{token}", 0)
"""


def test_a_shard_whose_writer_was_killed_is_taken_up_again(redis_url):
    one = by_one()
    running = coordinate(2, LETS_THE_WORKERS_DO_IT.format(seconds=1.5))
    redis = Redis.from_url(redis_url)
    wait_until(lambda: bool(redis.keys("night:*:rows:0")))
    token = redis.keys("night:*:rows:0")[0].decode().split(":")[1]
    killed = python(DIES_IN_A_SHARD.format(token=token), REDIS_URL=redis_url)
    assert killed.returncode == -signal.SIGKILL
    assert running.wait(120) == 0
    assert_as_by_one(one)


def test_a_coordinator_killed_before_the_last_step_leaves_no_line(worker):
    one = by_one()
    worker()
    dying = coordinate(3, DIES_BEFORE_ATTACHING + LETS_THE_WORKERS_DO_IT.format(seconds=600))
    assert dying.wait(120) == -signal.SIGKILL
    assert not Run.objects.exists()
    assert dump() == []
    assert leftovers()
    bulk.ids_taken(Charge)
    assert coordinate(3).wait(120) == 0
    assert_as_by_one(one)
    assert leftovers() == []


def test_a_worker_that_comes_too_late_does_nothing():
    assert shards.write_shard("0123456789ab", 0) is False
    assert leftovers() == []


def test_two_that_write_the_same_shard_count_once(redis_url):
    store = shards.Store(Redis.from_url(redis_url), "abcdefabcdef")
    store.publish(0, build.NEW_YEAR, rows(4))
    first, second = (partial(shards.write_shard, store.token, 0) for _ in range(2))
    assert together(first, second) == []
    assert len(leftovers()) == 1
    store.redis.delete(f"night:{store.token}:claim:0", f"night:{store.token}:done:0")
    assert shards.write_shard(store.token, 0)
    store.redis.delete(f"night:{store.token}:claim:0")
    assert not shards.write_shard(store.token, 0)
    assert len(leftovers()) == 2
    shards.drop_leftovers()
    assert leftovers() == []


def rows(count: int) -> dict[str, np.ndarray]:
    ones = np.ones(count, np.int64)
    return {
        "id": np.arange(count) + 1,
        "run": np.full(count, np.datetime64("2026-01-01")),
        "earner": np.arange(count) // 2 + 1,
        "charge": np.arange(count) + 1,
        **dict.fromkeys(("kind", "entry"), ones * 0),
        **dict.fromkeys(("level", "rank", "rate_ppm", "base_micro", "amount_micro"), ones),
    }


@pytest.mark.parametrize("count", [1, 2, 3, 7, 100])
def test_shards_hold_all_rows_and_no_earner_is_in_two(count):
    whole = rows(41)
    parts = shards.cut(whole, count)
    assert len(parts) <= count
    for name in whole:
        assert np.array_equal(np.concatenate([part[name] for part in parts]), whole[name])
    earners = [set(part["earner"].tolist()) for part in parts]
    assert sum(map(len, earners)) == len(set.union(*earners))


def test_a_shard_loaded_with_other_rows_stops_the_night(redis_url, monkeypatch):
    monkeypatch.setattr(partitions, "LARGE", 1)
    monkeypatch.setattr(shards.settings, "NIGHT_SHARDS", 2)
    told = {"table": "other", "sha256": "0"}
    monkeypatch.setattr(shards.Store, "announced", lambda self, shard: told)
    monkeypatch.setattr(shards.current_app, "send_task", lambda *args: None)
    with pytest.raises(shards.ShardDiffers, match="other was not loaded"):
        run_through(through=company.LAST)
    assert not Run.objects.exists()


def test_without_redis_the_night_fails_in_words_and_leaves_nothing(monkeypatch):
    monkeypatch.setattr(partitions, "LARGE", 1)
    monkeypatch.setattr(shards.settings, "NIGHT_SHARDS", 2)
    monkeypatch.setattr(shards.settings, "REDIS_URL", "redis://127.0.0.1:1/0")
    with pytest.raises(OperationalError, match="over which the night's lines were handed out"):
        run_through(through=date(2026, 1, 1))
    assert not Run.objects.exists()
