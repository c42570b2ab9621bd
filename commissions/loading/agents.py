"""agents.csv: who recruited whom. A sponsor may stand below its recruits."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple

from agents import statuses
from agents.models import Agent
from agents.tree.enrol import NewAgent, enrol_many
from commissions.loading import fields
from commissions.loading.known import rows_of
from commissions.loading.outcome import Outcome
from commissions.loading.problems import quoted
from commissions.loading.rows import Cells, Columns, Table
from mlmsite.lib import bulk

FILE = "agents.csv"
COLUMNS = Columns(("code", "sponsor", "name", "email"), ("joined_on", "status"))
_ADVICE = "a load changes no agent's place or date: leave it as loaded"
_MOST_NAMED = 10

_status = fields.one_of(*Agent.Status.values)


class AgentRow(NamedTuple):
    """`sponsor` is "" for a root."""

    line: int
    code: str
    sponsor: str
    name: str
    email: str
    joined_on: date | None = None
    status: str | None = None
    id: int = 0


def parse(cells: Cells) -> AgentRow:
    return AgentRow(
        line=cells.line,
        code=cells.need("code", fields.code),
        sponsor=cells.may("sponsor", fields.code) or "",
        name=cells.need("name", fields.name),
        email=cells.need("email", fields.email),
        joined_on=cells.may("joined_on", fields.day),
        status=cells.may("status", _status),
    )


def known(codes: Iterable[str]) -> dict[str, AgentRow]:
    columns = ("code", "sponsor__code", "name", "email", "joined_on", "status", "id")
    rows = rows_of(Agent.objects.all(), "code", codes, *columns)
    return {code: AgentRow(0, code, sponsor or "", *rest) for code, sponsor, *rest in rows}


def check(table: Table[AgentRow], known: Mapping[str, AgentRow]) -> Outcome[AgentRow]:
    outcome: Outcome[AgentRow] = Outcome(table, known, key="code")
    for row in table.rows:
        if loaded := known.get(row.code):
            outcome.settle(
                row,
                loaded,
                fixed=("sponsor", "joined_on"),
                free=("name", "email", "status"),
                advice=_ADVICE,
            )
            continue
        outcome.new.append(row)
        if row.sponsor and row.sponsor not in known and not table.mentions(row.sponsor):
            outcome.refuse(row.line, f"unknown sponsor {quoted(row.sponsor)}")
    rows = {row.code: row for row in outcome.new}
    for circle in circles({code: row.sponsor for code, row in rows.items()}):
        names = circle[:_MOST_NAMED] + ["…"] * (len(circle) > _MOST_NAMED) + circle[:1]
        outcome.refuse(
            rows[circle[0]].line, f"sponsors go round in a circle: {' under '.join(names)}"
        )
    return outcome


def circles(sponsors: Mapping[str, str]) -> Iterator[list[str]]:
    """Each closed round of {agent: sponsor}, from the agent that the mapping has first."""
    order = {agent: i for i, agent in enumerate(sponsors)}
    reached_from: dict[str, str] = {}
    for start in sponsors:
        at = start
        while at in sponsors and at not in reached_from:
            reached_from[at] = start
            at = sponsors[at]
        if reached_from.get(at) != start:
            continue
        circle = [at]
        while (at := sponsors[at]) != circle[0]:
            circle.append(at)
        first = circle.index(min(circle, key=order.__getitem__))
        yield circle[first:] + circle[:first]


def write(
    outcome: Outcome[AgentRow],
    *,
    arrival: int | None,
    today: date,
    now: datetime,
    progress: bulk.Progress | None = None,
) -> dict[str, int]:
    """Returns the ids by code, of the known and the new."""
    if outcome.changed:
        bulk.update_rows(
            Agent,
            ("id", "name", "email"),
            [(row.id, row.name, row.email) for row in outcome.changed],
        )
        statuses.change_many(
            [(row.id, row.status) for row in outcome.changed], reason="loaded", at=now
        )
    ids = outcome.ids(Agent)
    new = [
        NewAgent(
            id=ids[row.code],
            sponsor=ids[row.sponsor] if row.sponsor else None,
            code=row.code,
            name=row.name,
            email=row.email,
            joined_on=row.joined_on or today,
            status=row.status or Agent.Status.ACTIVE.value,
        )
        for row in outcome.new
    ]
    if new and arrival:
        enrol_many(new, arrival=arrival, progress=progress)
    return ids
