"""The example networks of the domain page."""

import csv
from datetime import date
from pathlib import Path

import pytest

from agents.tree import check
from commissions.nights.run import run_through
from tests.loading.folders import load_folder, refused

NETWORKS = Path(__file__).parent.parent / "networks"
NAMES = ["active-40", "none-12", "qualified-120", "residual-basis-60"]


def rows_in(file: Path) -> int:
    with file.open(encoding="utf-8", newline="") as lines:
        return sum(1 for _ in csv.reader(lines)) - 1


@pytest.mark.parametrize("name", NAMES)
def test_an_example_loads_whole_and_again(db, name):
    folder = NETWORKS / name
    first, second = load_folder(folder), load_folder(folder)
    for file in ("agents.csv", "customers.csv", "subscriptions.csv", "charges.csv", "refunds.csv"):
        assert first.files[file] == (rows_in(folder / file), 0, 0)
        assert second.files[file] == (0, 0, rows_in(folder / file))
    assert not list(check.problems())


@pytest.mark.parametrize("name", [name for name in NAMES if name != "none-12"])
def test_refunds_of_charges_that_the_nights_raise_wait_for_those_nights(db, name):
    folder = NETWORKS / name
    load_folder(folder)
    said = refused(folder / "later")
    assert len(said) == rows_in(folder / "later" / "refunds.csv")
    assert all('unknown charge "S' in line for line in said)

    run_through(through=date(2026, 2, 15))
    assert load_folder(folder / "later").files == {"refunds.csv": (len(said), 0, 0)}
