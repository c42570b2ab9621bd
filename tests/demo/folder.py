"""A written company read back: rows as dictionaries, dates and amounts as what they mean."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from agents.periods import period_start

UNTIL = date(2026, 11, 22)
Row = dict[str, str]


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str) -> date:
    return date.fromisoformat(text)


def all_bytes(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@dataclass(frozen=True)
class Written:
    """`subscriptions` and `charges` by their refs."""

    agents: list[Row]
    customers: list[Row]
    subscriptions: dict[str, Row]
    charges: dict[str, Row]
    refunds: list[Row]
    later: list[Row]

    def amount(self, charge: Row) -> Decimal:
        return Decimal(charge["amount"] or self.subscriptions[charge["subscription"]]["price"])


def read(folder: Path) -> Written:
    return Written(
        agents=rows(folder / "agents.csv"),
        customers=rows(folder / "customers.csv"),
        subscriptions={row["ref"]: row for row in rows(folder / "subscriptions.csv")},
        charges={row["ref"]: row for row in rows(folder / "charges.csv")},
        refunds=rows(folder / "refunds.csv"),
        later=rows(folder / "later" / "refunds.csv"),
    )


def raised(written: Written, *, go_live: date, through: date) -> dict[str, Row]:
    """The subscriptions of the charges that billing has raised by then, by the charges' refs."""
    found = {}
    for ref, row in written.subscriptions.items():
        started_on, k = day(row["started_on"]), 0
        while row["billing"] == "automatic":
            start, end = period_start(started_on, k), period_start(started_on, k + 1)
            if start > through or (row["ended_on"] and start >= day(row["ended_on"])):
                break
            if end > go_live:
                found[f"{ref}@{start}"] = row
            k += 1
    return found


def days_before(until: date, days: int) -> date:
    return until - timedelta(days=days)
