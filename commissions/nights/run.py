"""Running the nights: each entirely or not at all, one after another, once for each date.

A night is one transaction. It begins by locking the table of runs, so two at once wait for each
other, and the second finds the date done. On PostgreSQL it then reads from one snapshot
(REPEATABLE READ, which LOCK TABLE, unlike a SELECT, doesn't yet begin); on SQLite BEGIN IMMEDIATE
is both lock and snapshot. Whatever dies in between leaves nothing; the next run does it again.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils import timezone

from agents import billing
from agents.models import Arrival, Move, StatusChange
from commissions.engine import compute_night
from commissions.nights import ahead, fingerprint, telling, totals, write
from commissions.nights.models import Run
from commissions.nights.read import read
from commissions.nights.sources import Tonight
from commissions.plans import versions
from commissions.standings import record

Progress = Callable[[str, int, int], None]
"""Called with a stage, how much of it is done, and of how much."""


class NoPlan(RuntimeError):
    def __init__(self) -> None:
        super().__init__("No plan is loaded, so there is no night to run; load a plan*.toml first.")


@dataclass
class Stages:
    """How long each stage took, in seconds; tells `progress` what is going on."""

    progress: Callable[[str], None]
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        self.progress(name)
        started = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - started, 4)


def nights_to_run(*, through: date) -> int:
    """How many nights are missing."""
    day = next_night()
    return 0 if day is None else max(0, (through - day).days + 1)


def run_through(*, through: date, progress: Progress | None = None) -> list[Run]:
    """Run every missed night up to and including `through`; returns those run here."""
    if versions.go_live() is None:
        raise NoPlan
    runs: list[Run] = []
    missing = nights_to_run(through=through)
    while True:
        show = _shown(progress, len(runs), missing)
        run = run_next_night(through=through, show=show)
        if run is None:
            return runs
        runs.append(run)


def _shown(progress: Progress | None, done: int, missing: int) -> Callable[[str], None]:
    return lambda stage: progress(stage, done, missing) if progress else None


def next_night() -> date | None:
    last = Run.objects.order_by("posted_on").last()
    return last.posted_on + timedelta(days=1) if last else versions.go_live()


def run_next_night(*, through: date, show: Callable[[str], None]) -> Run | None:
    """The next missed night, or None where it lies after `through`."""
    with alone():
        day = next_night()
        if day is None or day > through:
            return None
        return _run(day, show)


# Besides other runs, a night waits for a load that is writing plans or charges: a snapshot from
# before its commit would raise charges that it has just brought. In the order of loading/load.py.
# Customers' cancellations wait for the night: one in the middle of its billing would make it fail.
_LOCKS = (
    "commissions_run IN EXCLUSIVE",
    "commissions_plan IN SHARE",
    "agents_charge IN ROW EXCLUSIVE",
    "agents_cancellation IN SHARE",
)


@contextmanager
def alone(*, patience_ms: int = 0) -> Iterator[None]:
    """A transaction in which no other night runs; with `patience_ms`, an OperationalError where
    that has to be waited for longer."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                if outermost:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                # Joins of a night's postings spill to disk with the default of 4 MB.
                cursor.execute("SET LOCAL work_mem = '64MB'")
                if patience_ms:
                    cursor.execute(f"SET LOCAL lock_timeout = {patience_ms}")
                for lock in _LOCKS:
                    cursor.execute(f"LOCK TABLE {lock} MODE")
        yield


def _run(day: date, show: Callable[[str], None]) -> Run:
    started_at = timezone.now()
    stages = Stages(lambda name: show(f"{day} {name}"))
    go_live, plan = versions.go_live(), versions.in_force(day)
    assert go_live is not None and plan is not None
    with stages.stage("bill"):
        raised = billing.raise_due(day=day, go_live=go_live, now=started_at)
    with stages.stage("read"):
        found = read(day=day, plan=plan, source=Tonight(go_live))
    with stages.stage("compute"):
        night = compute_night(found.inputs)
        columns = write.columns(night.lines, found.names)
    with stages.stage("write lines"):
        write.write_lines(day=day, columns=columns)
        write.write_commissioned(day=day, charges=night.commissioned)
    with stages.stage("write ledger"):
        posted = write.write_ledger(day=day, postings=night.postings, names=found.names)
    with stages.stage("keep standings"):
        kept = record.record(
            day=day,
            agents=found.names.agents,
            network=found.inputs.network,
            plan=found.inputs.plan,
            decided=night.standing,
        )
        write.write_months(day=day, columns=columns)
        ahead.write(day=day, found=found, decided=night.standing)
    with stages.stage("tell"):
        telling.tell(day=day, at=started_at)
    with stages.stage("settle"):
        _mark_seen(day)
        Arrival.objects.filter(settled_on=None, last_day__lte=day).update(settled_on=day)
    with stages.stage("fingerprint"):
        inputs_sha256 = fingerprint.of_inputs(found)
        lines_sha256 = fingerprint.of_lines(columns)
    counts = Counter(
        agents=len(found.names.agents),
        counting_charges=len(found.inputs.counting.owner),
        raised_charges=raised,
        commissioned_charges=len(night.commissioned),
        lines=len(night.lines),
        transfers=posted,
        standings=kept,
    )
    return Run.objects.create(
        posted_on=day,
        plan=plan,
        started_at=started_at,
        finished_at=timezone.now(),
        counts=counts,
        totals=totals.of_lines(columns),
        seconds=stages.seconds,
        inputs_sha256=inputs_sha256,
        lines_sha256=lines_sha256,
    )


def _mark_seen(day: date) -> None:
    """What this night's snapshot holds and no earlier one did: it counts from here on."""
    for model in (Arrival, Move, StatusChange):
        model.objects.filter(first_night=None).update(first_night=day)
