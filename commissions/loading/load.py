"""A folder of files into the database, all or nothing (domain page, Files)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import connection
from django.db.models import Model

from agents.models import Agent, Arrival, Charge, Customer, Refund, Subscription
from agents.tree.lock import lock
from commissions.loading import agents, charges, customers, plans, refunds, subscriptions
from commissions.loading.check import Checked, check
from commissions.loading.folder import Folder, Progress, read_folder
from commissions.loading.outcome import Count, Outcome
from commissions.loading.problems import BadFiles, printable
from commissions.plans.models import Plan
from mlmsite.lib import bulk

# From here on PostgreSQL's statistics of a table are worth taking anew.
_MANY = 10_000


@dataclass(frozen=True)
class Loaded:
    """What became of the rows, by file; a file that wasn't there isn't in it."""

    files: dict[str, Count]


def load(folder: Path, *, today: date, now: datetime, progress: Progress | None = None) -> Loaded:
    """Load the files in `folder`. Agents without a joined_on have joined `today`.

    Raises BadFiles with every problem of every file; nothing is loaded then.
    """
    progress = progress or _ignore
    found = read_folder(folder, progress)
    with lock():
        lock_tables(found)
        checked = check(found, progress)
        if problems := found.problems() + checked.problems():
            raise BadFiles(problems)
        source = printable(f"files in {folder.resolve().name}")[:100]
        write(checked, source, today, now, progress)
    return Loaded(checked.counts())


def _ignore(stage: str, done: int, total: int) -> None:
    pass


def lock_tables(found: Folder) -> None:
    """Nobody else writes what the checks rest on until the load is done; reading goes on.

    In the order in which a night takes these tables (plans, charges, subscriptions), and never the
    table of runs: a load and a night wait for each other, not for ever. SQLite is locked whole.
    """
    charged = found.charges.there or found.subscriptions.there
    wanted: dict[type[Model], bool] = {
        Plan: bool(found.plans),
        Charge: charged,
        Refund: found.refunds.there,
        Subscription: charged,
        Customer: found.customers.there,
    }
    tables = [model._meta.db_table for model, is_wanted in wanted.items() if is_wanted]
    if tables and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {', '.join(tables)} IN SHARE ROW EXCLUSIVE MODE")


def write(checked: Checked, source: str, today: date, now: datetime, progress: Progress) -> None:
    plans.write(checked.plans)

    def show(part: Outcome) -> bulk.Progress:
        return _adding_up(progress, f"write {part.table.file}", len(part.new))

    arrival = _arrival(checked, source, today, now)
    agent_ids = agents.write(
        checked.agents, arrival=arrival, today=today, now=now, progress=show(checked.agents)
    )
    customer_ids = customers.write(
        checked.customers, agents=agent_ids, progress=show(checked.customers)
    )
    subscription_ids = subscriptions.write(
        checked.subscriptions, customers=customer_ids, progress=show(checked.subscriptions)
    )
    charge_ids = charges.write(
        checked.charges,
        subscriptions=subscription_ids,
        arrival=arrival,
        progress=show(checked.charges),
    )
    refunds.write(
        checked.refunds, charges=charge_ids, arrival=arrival, progress=show(checked.refunds)
    )
    progress("check references", 0, 0)
    _take_statistics(checked)


def _arrival(checked: Checked, source: str, today: date, now: datetime) -> int | None:
    """None where nothing is new that a night looks at."""
    days = [row.paid_on for row in checked.charges.new]
    days += [row.refunded_on for row in checked.refunds.new]
    if not days and not checked.agents.new:
        return None
    last_day = max(days, default=today)
    return Arrival.objects.create(source=source, arrived_at=now, last_day=last_day).pk


def _adding_up(progress: Progress, stage: str, total: int) -> bulk.Progress:
    done = 0

    def show(rows: int) -> None:
        nonlocal done
        done += rows
        progress(stage, done, total)

    return show


def _take_statistics(checked: Checked) -> None:
    """Else the night that follows a large load would be planned for the tables as they were."""
    added: dict[type[Model], Sequence] = {
        Agent: checked.agents.new,
        Customer: checked.customers.new,
        Subscription: checked.subscriptions.new,
        Charge: checked.charges.new,
        Refund: checked.refunds.new,
    }
    with connection.cursor() as cursor:
        for model, rows in added.items():
            if len(rows) >= _MANY:
                cursor.execute(f"ANALYZE {model._meta.db_table}")
