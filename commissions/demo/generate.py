"""A company of any size, written as files: the same arguments give the same bytes."""

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from random import Random

from commissions.demo.network import Member, members
from commissions.demo.people import People
from commissions.demo.plan import PLAN
from commissions.demo.sales import Row, Sales

MONTHS = 6
LATER_DAYS = 10


def go_live(until: date) -> date:
    """The first of the month, six months back: the plan's effective_from."""
    month = until.year * 12 + until.month - 1 - MONTHS
    return date(month // 12, month % 12 + 1, 1)


def first_run(until: date) -> date:
    """The night after which `later/` is loaded: its refunds are of charges that were raised."""
    return until - timedelta(days=LATER_DAYS)


def write_company(folder: Path, *, agents: int, until: date, seed: int = 1) -> None:
    """Write the files into `folder`, and refunds of raised charges into `folder/later`.

    To be loaded, run through first_run(until), with `later` loaded then, and run through `until`.
    """
    random = Random(seed)
    people = People(random, seed)
    team = members(random, people, count=agents, until=until)
    sales = Sales(random, people, go_live(until), until, first_run(until))
    customers = list(sales.customers(team))
    subscriptions = list(sales.subscriptions(customers))
    charges, refunds, later = _charged(sales, subscriptions)
    (folder / "later").mkdir(parents=True, exist_ok=True)
    (folder / "plan.toml").write_text(PLAN.format(go_live=go_live(until)), encoding="utf-8")
    _write(folder / "agents.csv", map(_agent, team))
    _write(folder / "customers.csv", (row for row, _ in customers))
    _write(folder / "subscriptions.csv", subscriptions)
    _write(folder / "charges.csv", charges)
    _write(folder / "refunds.csv", refunds)
    _write(folder / "later" / "refunds.csv", later)


def _charged(sales: Sales, subscriptions: list[Row]) -> tuple[list[Row], list[Row], list[Row]]:
    charges: list[Row] = []
    refunds: list[Row | None] = []
    later: list[Row | None] = []
    for row in subscriptions:
        if row["billing"] == "automatic":
            later.append(sales.later_refund(row))
            continue
        reported = list(sales.charges(row))
        charges += reported
        refunds += [sales.refund(charge, row) for charge in reported]
    return charges, [r for r in refunds if r], [r for r in later if r]


def _agent(member: Member) -> Row:
    return {
        "code": member.code,
        "sponsor": member.sponsor,
        "name": member.name,
        "email": member.email,
        "joined_on": member.joined_on,
        "status": member.status,
    }


def _write(path: Path, rows: Iterable[Row]) -> None:
    rows = list(rows)
    if not rows:
        path.unlink(missing_ok=True)
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
