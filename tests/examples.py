"""The four example networks, with what they come to."""

import csv
from datetime import date
from pathlib import Path

NETWORKS = Path(__file__).parent / "networks"
NAMES = sorted(path.name for path in NETWORKS.iterdir())
FIRST, SECOND = date(2026, 2, 15), date(2026, 3, 20)

Rows = list[tuple[str, ...]]


def read(path: Path) -> Rows:
    with path.open(newline="") as file:
        return sorted(tuple(row.values()) for row in csv.DictReader(file))


def expected_lines(name: str) -> Rows:
    return read(NETWORKS / name / "expected_commissions.csv")


def expected_transfers(name: str) -> Rows:
    return read(NETWORKS / name / "expected_ledger.csv")
