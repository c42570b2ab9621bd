"""A company that never was, written as the files that loading reads: no second way in.

Load `folder`, run through `first_run(until)`, load `folder/later`, run through `until`.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from commissions.demo import charges, customers, files, network, plan, refunds, sales
from commissions.demo.files import Progress

MONTHS = 6
LATER_DAYS = 10

_REPORT_EVERY = 10_000

T = TypeVar("T")


def go_live(until: date) -> date:
    """The plan's effective_from: the first of the month, six months before `until`'s."""
    year, month = divmod(until.year * 12 + until.month - 1 - MONTHS, 12)
    return date(year, month + 1, 1)


def first_run(until: date) -> date:
    """The night after which `folder/later` is loaded: by then all that it refunds is raised."""
    return until - timedelta(days=LATER_DAYS)


def write_company(
    folder: Path,
    *,
    agents: int,
    until: date,
    seed: int = 1,
    progress: Progress | None = None,
) -> None:
    """Write the history of the months before `until`, the last night that will be run.

    The same arguments give the same bytes. `folder` is made where it is missing; files of these
    names in it are written anew.
    """
    show = progress or _ignore
    live = go_live(until)
    team = _counted(
        network.enrolled(count=agents, until=until, seed=seed), "invent agents", agents, show
    )
    buyers = _counted(customers.acquired(team, until=until, seed=seed), "invent customers", 0, show)
    sold = _counted(sales.sold(buyers, until=until, seed=seed), "invent subscriptions", 0, show)
    reported = list(charges.reported(sold, go_live=live, until=until, seed=seed))
    returned = list(refunds.given(reported, until=until, seed=seed))
    # A night less than billing has had by then: nothing in `later` hangs on its very last one.
    raised = charges.raised(sold, go_live=live, through=first_run(until) - timedelta(days=1))
    later = list(refunds.given_later(raised, first_run=first_run(until), until=until, seed=seed))

    (folder / "later").mkdir(parents=True, exist_ok=True)
    plan_file = folder / "plan.toml"
    plan_file.write_text(plan.toml(live), encoding="utf-8", newline="\n")
    files.write_agents(folder / "agents.csv", things=team, progress=show)
    files.write_customers(folder / "customers.csv", things=buyers, progress=show)
    files.write_subscriptions(folder / "subscriptions.csv", things=sold, progress=show)
    files.write_charges(folder / "charges.csv", things=reported, progress=show)
    files.write_refunds(folder / "refunds.csv", things=returned, progress=show)
    files.write_refunds(folder / "later" / "refunds.csv", things=later, progress=show)


def _counted(made: Iterable[T], stage: str, total: int, progress: Progress) -> list[T]:
    """A list of what is made, reported now and then; `total` 0: no telling."""
    things: list[T] = []
    for thing in made:
        if len(things) % _REPORT_EVERY == 0:
            progress(stage, len(things), total)
        things.append(thing)
    progress(stage, len(things), total)
    return things


def _ignore(stage: str, done: int, total: int) -> None:
    pass
