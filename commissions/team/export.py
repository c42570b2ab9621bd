"""The table as CSV: all that was asked for, with no more than a chunk of it in memory."""

import csv
from collections.abc import Iterator
from datetime import date
from io import StringIO
from itertools import chain, islice

from agents.models import Agent
from commissions.team import table
from commissions.team.members import Member, members
from mlmsite.lib.spreadsheets import harmless

CHUNK = 1_000

HEADER = (
    *("code", "name", "email", "sponsor", "level", "joined_on", "status", "rank", "active"),
    *("personal_volume", "group_volume", "group_volume_month_before", "paying_customers"),
    *("team", "team_paying_customers"),
)


def lines(me: Agent, asked: table.Asked, *, night: date | None) -> Iterator[str]:
    """UTF-8 text, some rows at a time: whole numbers, ISO dates, and nothing where there is none.
    Read by a cursor at the server, which has sorted them once."""
    yield _text([HEADER])
    rows = chain.from_iterable(
        part.prefetch_related("sponsor").iterator(chunk_size=CHUNK)
        for part in table.everybody(me, asked)
    )
    while some := list(islice(rows, CHUNK)):
        yield _text(map(_cells, members(some, me=me, night=night)))


def file_name(me: Agent, night: date | None) -> str:
    return f"team-{me.code}-{night}.csv" if night else f"team-{me.code}.csv"


def _cells(member: Member) -> list[object]:
    agent, standing = member.agent, member.standing
    known = [agent.code, agent.name, member.email, agent.sponsor.code, member.level]
    known += [agent.joined_on.isoformat(), agent.status]
    if standing is None:
        return known
    return [
        *known,
        *(member.rank, "yes" if standing.active else "no", standing.pv, standing.gv),
        *("" if member.gv_before is None else member.gv_before, standing.customers),
        *(standing.team, standing.team_customers),
    ]


def _text(rows) -> str:
    output = StringIO(newline="")
    writer = csv.writer(output)
    for row in rows:
        cells = [harmless(str(cell)) for cell in row]
        writer.writerow(cells + [""] * (len(HEADER) - len(cells)))
    return output.getvalue()
