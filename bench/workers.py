"""A large night whose lines are written by 1, 2 and 4 processes, side by side, in one run.

    DATABASE_URL=postgres://… REDIS_URL=redis://… python bench/workers.py

The same company, each night on a fresh copy of its database, with as many Celery processes as are
needed beside the night's own. Prints the seconds of each stage, and whether the fingerprints of
the lines are the same. Of more processes than the machine has processors, nothing is to be gained.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mlmsite.settings")

import django

django.setup()

from celery import current_app
from django.conf import settings
from django.db import connection, transaction

from bench import company, month, scratch
from commissions.nights.models import Run
from commissions.nights.run import run_next_night


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--agents", type=int, default=100_000)
    parser.add_argument("--charges", type=int, default=500_000)
    parser.add_argument("--writers", type=int, nargs="+", default=[1, 2, 4])
    options = parser.parse_args()
    if not settings.REDIS_URL:
        sys.exit("REDIS_URL must name a Redis server.")
    with scratch.database():
        with transaction.atomic():
            plan = company.plan()
            company.network(options.agents)
            month.subscriptions(options.agents, options.charges, plan=plan)
        scratch.vacuum()
        show({writers: night_by(writers) for writers in options.writers})


def night_by(writers: int) -> tuple[Run, float]:
    """The run, and its seconds with the commit."""
    settings.NIGHT_SHARDS = writers
    with scratch.copy(), workers(writers - 1):
        scratch.settle()
        started = time.perf_counter()
        run = run_next_night(through=company.DAY, show=lambda stage: None)
        assert run is not None
        return run, time.perf_counter() - started


@contextmanager
def workers(count: int) -> Iterator[None]:
    """Celery with so many processes, on this process's database."""
    if not count:
        yield
        return
    current_app.control.purge()
    told = connection.settings_dict
    server = f"{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT'] or 5432}"
    env = os.environ | {"DATABASE_URL": f"postgres://{server}/{told['NAME']}"}
    command = [sys.executable, "-m", "celery", "-A", "mlmsite", "worker", "-c", str(count)]
    quiet = ["--without-mingle", "--without-gossip", "--without-heartbeat", "-l", "ERROR"]
    process = subprocess.Popen([*command, *quiet], cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
    while not current_app.control.inspect(timeout=1).ping():
        pass
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def show(nights: dict[int, tuple[Run, float]]) -> None:
    runs = [run for run, _ in nights.values()]
    print(f"\n{runs[0].counts['lines']:,} lines, {os.cpu_count()} processors\n")
    print(f"{'writers':<14}" + "".join(f"{writers:>9}" for writers in nights))
    for stage in runs[0].seconds:
        print(f"{stage:<14}" + "".join(f"{run.seconds[stage]:>9.2f}" for run in runs))
    print(f"{'whole night':<14}" + "".join(f"{wall:>9.2f}" for _, wall in nights.values()))
    same = len({run.lines_sha256 for run in runs}) == 1
    print(f"\nThe lines are {'the same' if same else 'NOT the same'}.")


if __name__ == "__main__":
    main()
