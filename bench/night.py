"""What a night costs, beside the naive way and the physical limit, in one run.

    DATABASE_URL=postgres://… python bench/night.py --agents 100000 --charges 500000

Works in a scratch database of its own (test_…), which it drops again. Prints for each stage its
seconds and the process's peak memory; then, as ratios: the same commissions by a loop over the ORM,
measured on a sample, and the bare COPY of the same rows into an identical empty table.
"""

import argparse
import os
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mlmsite.settings")

import django

django.setup()

from django.conf import settings
from django.db import connection, transaction

from bench import company, naive
from commissions.ledger.models import Account, Transfer
from commissions.nights.models import Carry, CommissionedCharge, Line, Run
from commissions.nights.run import run_next_night

settings.DEBUG = False

_INTO_BARE = "COPY bare FROM STDIN (FORMAT BINARY)"


class PeakMemory(threading.Thread):
    """The largest resident size, in MiB, while each stage was on."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.stage = "start"
        self.peaks: dict[str, float] = {}

    def run(self) -> None:
        while True:
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            size = pages * os.sysconf("SC_PAGE_SIZE") / 2**20
            self.peaks[self.stage] = max(self.peaks.get(self.stage, 0), size)
            time.sleep(0.005)

    def show(self, stage: str) -> None:
        self.stage = stage.split(" ", 1)[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--agents", type=int, default=100_000)
    parser.add_argument("--charges", type=int, default=500_000)
    parser.add_argument("--sample", type=int, default=300, help="charges for the naive way")
    options = parser.parse_args()
    if connection.vendor != "postgresql":
        sys.exit("DATABASE_URL must name a PostgreSQL server.")
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        measure(options.agents, options.charges, options.sample)
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def measure(agents: int, charges: int, sample: int) -> None:
    with transaction.atomic():
        company.plan()
        company.network(agents)
        company.charges(agents, charges)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    settle()
    by_loop = naive.seconds_per_charge(sample)
    run, wall, memory = the_night()
    lines = run.counts["lines"]
    copied = raw_copy(Line)
    copied_all = copied + sum(map(raw_copy, (Transfer, Account, Carry, CommissionedCharge)))
    print(
        f"\n{agents:,} agents, {charges:,} charges: {lines:,} lines, "
        f"{run.counts['transfers']:,} transfers"
    )
    print(f"\n{'stage':<14}{'seconds':>9}{'peak MiB':>10}")
    for stage, seconds in run.seconds.items():
        print(f"{stage:<14}{seconds:>9.2f}{memory.get(stage, 0):>10.0f}")
    print(f"{'whole night':<14}{wall:>9.2f}{max(memory.values()):>10.0f}")
    print(f"\n{lines / wall:,.0f} lines a second, the whole night counted")
    print(
        f"{by_loop * charges / wall:,.0f} × as fast as a loop over the ORM "
        f"({by_loop * 1000:.1f} ms a charge, {sample} charges)"
    )
    print(f"{wall / copied:.2f} × the bare COPY of the lines ({copied:.2f} s)")
    print(f"{wall / copied_all:.2f} × the bare COPY of all rows that it wrote ({copied_all:.2f} s)")
    print(f"{run.seconds['write lines'] / copied:.2f} × the bare COPY, writing the lines only")


def settle() -> None:
    """Whatever is measured next doesn't pay for what was written before it."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
    os.sync()


def the_night() -> tuple[Run, float, dict[str, float]]:
    settle()
    memory = PeakMemory()
    memory.start()
    started = time.perf_counter()
    run = run_next_night(through=company.DAY, show=memory.show)
    wall = time.perf_counter() - started
    assert run is not None
    return run, wall, {name: peak for name, peak in memory.peaks.items() if name in run.seconds}


def raw_copy(model) -> float:
    """Seconds for COPY of the table's own rows, encoded beforehand, into an identical empty one;
    the mean of two."""
    table = model._meta.db_table
    seconds = 0.0
    with connection.cursor() as cursor:
        with cursor.cursor.copy(f"COPY {table} TO STDOUT (FORMAT BINARY)") as stream:
            rows = b"".join(stream)
        for _ in range(2):
            cursor.execute(f"CREATE TABLE bare (LIKE {table} INCLUDING ALL)")
            settle()
            started = time.perf_counter()
            with transaction.atomic(), cursor.cursor.copy(_INTO_BARE) as stream:
                for start in range(0, len(rows), 2**20):
                    stream.write(rows[start : start + 2**20])
            seconds += time.perf_counter() - started
            cursor.execute("DROP TABLE bare")
    return seconds / 2


if __name__ == "__main__":
    main()
