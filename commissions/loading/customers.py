"""customers.csv: who belongs to which agent."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from agents.models import Customer
from commissions.loading import fields
from commissions.loading.agents import AgentRow
from commissions.loading.known import rows_of
from commissions.loading.outcome import Outcome
from commissions.loading.problems import quoted
from commissions.loading.rows import Cells, Columns, Table
from mlmsite.lib import bulk

FILE = "customers.csv"
COLUMNS = Columns(("ref", "agent", "name", "email"), ("own_account",))
_ADVICE = "its charges have paid by that: leave it as loaded"
_STORED = ("id", "ref", "agent", "name", "email", "own_account")


class CustomerRow(NamedTuple):
    line: int
    ref: str
    agent: str
    name: str
    email: str
    own_account: bool | None = None
    id: int = 0


def parse(cells: Cells) -> CustomerRow:
    return CustomerRow(
        line=cells.line,
        ref=cells.need("ref", fields.ref),
        agent=cells.need("agent", fields.code),
        name=cells.need("name", fields.name),
        email=cells.need("email", fields.email),
        own_account=cells.may("own_account", fields.true_or_false),
    )


def known(refs: Iterable[str]) -> dict[str, CustomerRow]:
    columns = ("ref", "agent__code", "name", "email", "own_account", "id")
    rows = rows_of(Customer.objects.all(), "ref", refs, *columns)
    return {row[0]: CustomerRow(0, *row) for row in rows}


def check(
    table: Table[CustomerRow],
    known: Mapping[str, CustomerRow],
    *,
    agents: Mapping[str, AgentRow],
    agents_file: Table,
) -> Outcome[CustomerRow]:
    outcome: Outcome[CustomerRow] = Outcome(table, known)
    for row in table.rows:
        if loaded := known.get(row.ref):
            outcome.settle(
                row,
                loaded,
                fixed=("agent", "own_account"),
                free=("name", "email"),
                advice=_ADVICE,
            )
            continue
        outcome.new.append(row)
        if row.agent not in agents and not agents_file.mentions(row.agent):
            outcome.refuse(row.line, f"unknown agent {quoted(row.agent)}")
    return outcome


def write(
    outcome: Outcome[CustomerRow],
    *,
    agents: Mapping[str, int],
    progress: bulk.Progress | None = None,
) -> dict[str, int]:
    """Returns the ids by ref, of the known and the new."""
    if outcome.changed:
        changed = [(row.id, row.name, row.email) for row in outcome.changed]
        bulk.update_rows(Customer, ("id", "name", "email"), changed)
    new = outcome.new
    ids = outcome.ids(Customer)
    rows = (
        (ids[row.ref], row.ref, agents[row.agent], row.name, row.email, bool(row.own_account))
        for row in new
    )
    bulk.write_rows(Customer, _STORED, rows, progress=progress)
    return ids
