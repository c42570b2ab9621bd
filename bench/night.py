"""What a night costs, beside the naive way and the physical limit, in one run.

    DATABASE_URL=postgres://… python bench/night.py --agents 100000 --charges 500000
    DATABASE_URL=postgres://… python bench/night.py --agents 1000000 --subscriptions 5000000 \\
        --due 30 --automatic

The first: all are due at once, in the company's first night. The second: one in 30 is, and the
night raises its charge; the others' charges count, and were commissioned before.

Works in a scratch database of its own, which it drops again. Prints for each stage its seconds and
the process's peak memory; then, as ratios: the same commissions by a loop over the ORM, measured on
a sample, and the bare COPY of the same rows into an identical empty table.
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

from django.db import connection, transaction

from agents.models import Charge, Subscription
from bench import company, month, naive, scratch
from commissions.ledger.models import Account, Transfer
from commissions.nights.models import Carry, CommissionedCharge, Line, Run
from commissions.nights.run import run_next_night

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
    parser.add_argument("--charges", "--subscriptions", type=int, default=500_000)
    parser.add_argument("--due", type=int, default=1, help="one in so many is due, 1 to 31")
    parser.add_argument("--automatic", action="store_true", help="the night raises the charges")
    parser.add_argument("--sample", type=int, default=300, help="charges for the naive way")
    options = parser.parse_args()
    with scratch.database():
        measure(options)


def measure(options: argparse.Namespace) -> None:
    fill(options)
    by_loop = naive.seconds_per_charge(options.sample)
    before = transaction_id()
    run, wall, memory = the_night()
    lines = run.counts["lines"]
    copied = raw_copy(Line, before)
    rest = (Transfer, Account, Carry, CommissionedCharge, Charge, Subscription)
    copied_all = copied + sum(raw_copy(model, before) for model in rest)
    print(
        f"\n{options.agents:,} agents, {options.charges:,} subscriptions: "
        f"{run.counts['counting_charges']:,} charges count, "
        f"{run.counts['commissioned_charges']:,} are due\n"
        f"{lines:,} lines, {run.counts['transfers']:,} transfers"
    )
    print(f"\n{'stage':<14}{'seconds':>9}{'peak MiB':>10}")
    for stage, seconds in run.seconds.items():
        print(f"{stage:<14}{seconds:>9.2f}{memory.get(stage, 0):>10.0f}")
    print(f"{'whole night':<14}{wall:>9.2f}{max(memory.values()):>10.0f}")
    print(f"\n{lines / wall:,.0f} lines a second, the whole night counted")
    print(
        f"{by_loop * run.counts['commissioned_charges'] / wall:,.0f} × as fast as a loop over the "
        f"ORM ({by_loop * 1000:.1f} ms a charge, {options.sample} charges)"
    )
    print(f"{wall / copied:.2f} × the bare COPY of the lines ({copied:.2f} s)")
    print(f"{wall / copied_all:.2f} × the bare COPY of all rows that it wrote ({copied_all:.2f} s)")
    print(f"{run.seconds['write lines'] / copied:.2f} × the bare COPY, writing the lines only")


def fill(options: argparse.Namespace) -> None:
    with transaction.atomic():
        plan = company.plan(effective_from=month.first_day(options.due))
        company.network(options.agents)
        month.subscriptions(
            options.agents,
            options.charges,
            plan=plan,
            due=options.due,
            automatic=options.automatic,
        )
    scratch.vacuum()
    scratch.settle()


def transaction_id() -> int:
    """Whatever is written from now on has a later one (xmin)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::xid")
        return cursor.fetchone()[0]


def the_night() -> tuple[Run, float, dict[str, float]]:
    scratch.settle()
    memory = PeakMemory()
    memory.start()
    started = time.perf_counter()
    run = run_next_night(through=company.DAY, show=memory.show)
    wall = time.perf_counter() - started
    assert run is not None
    return run, wall, {name: peak for name, peak in memory.peaks.items() if name in run.seconds}


def raw_copy(model, before: int) -> float:
    """Seconds for COPY of the rows that the night wrote, encoded beforehand, into an identical
    empty table; the mean of two."""
    table = model._meta.db_table
    seconds = 0.0
    with connection.cursor() as cursor:
        written = f"SELECT * FROM {table} WHERE age(xmin) < age('{before}'::xid)"
        with cursor.cursor.copy(f"COPY ({written}) TO STDOUT (FORMAT BINARY)") as stream:
            rows = b"".join(stream)
        for _ in range(2):
            cursor.execute(f"CREATE TABLE bare (LIKE {table} INCLUDING ALL)")
            scratch.settle()
            started = time.perf_counter()
            with transaction.atomic(), cursor.cursor.copy(_INTO_BARE) as stream:
                for start in range(0, len(rows), 2**20):
                    stream.write(rows[start : start + 2**20])
            seconds += time.perf_counter() - started
            cursor.execute("DROP TABLE bare")
    return seconds / 2


if __name__ == "__main__":
    main()
