"""Real workers on a real Redis."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from celery import Celery

from tests.processes import ROOT, environment
from tests.waiting import wait_until


@pytest.fixture
def queue(redis_url):
    """The broker, empty, as the worker will see it."""
    broker = Celery("test", broker=redis_url, set_as_current=False)
    _empty(broker)
    yield broker
    _empty(broker)
    broker.close()


def _empty(broker: Celery) -> None:
    """Also of what a killed worker had taken: a later worker would be given it again."""
    broker.control.purge()
    with broker.connection_for_write() as link:
        link.default_channel.client.delete("unacked", "unacked_index")


@pytest.fixture
def worker(redis_url, transactional_db, queue, tmp_path):
    """Starts workers of two processes each; none outlives the test."""
    started: list[subprocess.Popen] = []

    def start() -> psutil.Process:
        command = [sys.executable, "-m", "celery", "-A", "mlmsite", "worker", "-c", "2"]
        log = (tmp_path / f"worker-{len(started)}.log").open("wb")
        process = subprocess.Popen(
            [*command, "-l", "INFO", "--without-mingle", "--without-gossip"],
            env=environment(REDIS_URL=redis_url),
            cwd=ROOT,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        started.append(process)
        wait_until(lambda: b" ready." in Path(log.name).read_bytes())
        return psutil.Process(process.pid)

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
