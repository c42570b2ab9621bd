"""Folders to load: a small good one, and what is to be different in it."""

from datetime import UTC, date, datetime
from pathlib import Path

from agents.models import Agent, Arrival, Customer, Product
from commissions.loading.load import Loaded, load
from commissions.loading.problems import BadFiles
from commissions.plans.models import Plan

TODAY = date(2026, 3, 1)
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

GOOD = {
    "plan.toml": 'name = "First"\neffective_from = 2026-01-01\n\n[[ranks]]\nname = "Associate"\n',
    "agents.csv": "code,sponsor,name,email,joined_on,status\n"
    "ANN,,Ann,ann@example.com,2025-06-01,active\n"
    "BEA,ANN,Bea,bea@example.com,2025-07-01,active\n",
    "customers.csv": "ref,agent,name,email,own_account\n"
    "C1,BEA,Cora,cora@example.net,\n"
    "C2,BEA,Bea,bea@example.com,true\n",
    "subscriptions.csv": "ref,customer,product,price,currency,commissionable,volume,started_on,"
    "ended_on,billing\n"
    "S1,C1,Internet,22.00,USD,20.00,20,2026-01-31,,external\n"
    "S2,C2,Phone,1500,JPY,,15,2026-01-05,2026-06-05,automatic\n",
    "charges.csv": "ref,subscription,period_start,amount,commissionable,volume,paid_on\n"
    "X1,S1,2026-01-31,,,,2026-02-02\n"
    "X2,S1,2026-02-28,21.00,19.00,18,2026-03-01\n",
    "refunds.csv": "ref,charge,amount,refunded_on\nR1,X1,10.00,2026-02-10\n",
}


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    """These files and no others."""
    for old in folder.iterdir():
        old.unlink()
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name).write_bytes(data)
    return folder


def load_folder(folder: Path) -> Loaded:
    return load(folder, today=TODAY, now=NOW)


def load_files(folder: Path, files: dict[str, str | bytes]) -> Loaded:
    return load_folder(write(folder, files))


def refused(folder: Path, files: dict[str, str | bytes] | None = None) -> list[str]:
    """What is wrong with the files, or those in the folder; the load must refuse them."""
    try:
        loaded = load_folder(folder if files is None else write(folder, files))
    except BadFiles as e:
        return [str(problem) for problem in e.problems]
    raise AssertionError(f"loaded: {loaded}")


def nothing_is_loaded() -> bool:
    models = (Agent, Customer, Product, Arrival, Plan)
    return not any(model.objects.exists() for model in models)
