"""The one writer of standings and of the events that follow from them: what the night changed."""

from datetime import date, timedelta

import numpy as np
from django.db import connection
from django.db.models import IntegerField
from django.db.models.functions import Cast

from agents.models import Agent
from commissions.engine.network import Network
from commissions.engine.plan import Plan
from commissions.engine.qualify import Standing as Decided
from commissions.engine.qualify import held_below
from commissions.standings.models import Event, Standing
from mlmsite.lib import bulk

NEW_FOR = timedelta(days=31)
"""Who joined longer ago, and is seen only now, is no news."""

Columns = dict[str, np.ndarray]

_FACTS = ("pv", "customers", "gv", "team", "team_customers", "active", "terminated", "rank")
_FACTS += ("held", "held_below")
_SO_FAR = ("best", "sold")
_FLAGS = ("active", "terminated", "sold")


def record(*, day: date, agents: np.ndarray, network: Network, plan: Plan, decided: Decided) -> int:
    """Keeps what changed since the night before; how many rows. `agents`: ids by position."""
    tonight = columns(agents, network, decided)
    before = read(Standing.objects.current(), "id")
    at = np.searchsorted(before["agent_id"], tonight["agent_id"])
    known = np.isin(tonight["agent_id"], before["agent_id"], assume_unique=True)
    last = {name: _at(values, at, known) for name, values in before.items()}
    tonight["best"] = np.maximum(last["best"], tonight["rank"])
    tonight["sold"] = last["sold"] | (tonight["customers"] > 0)
    changed = ~known
    for name in (*_FACTS, *_SO_FAR):
        changed |= tonight[name] != last[name]
    _close(last["id"][changed & known], day)
    _write(day, {name: values[changed] for name, values in tonight.items()})
    first_night = not len(before["id"])
    _tell(day, plan, tonight, last, known=known, first_night=first_night)
    return int(changed.sum())


def columns(agents: np.ndarray, network: Network, decided: Decided) -> Columns:
    """What is kept of a night, by ascending agent id, int64; but for what it owes to earlier ones
    (`best`, `sold`)."""
    order = np.argsort(agents)
    found = {
        "agent_id": agents,
        "pv": decided.pv,
        "customers": decided.customers,
        "gv": decided.gv,
        "team": network.end - np.arange(len(network)) - 1,
        "team_customers": network.sum_below(decided.customers),
        "active": decided.active,
        "terminated": network.terminated,
        "rank": decided.rank,
        "held": decided.held,
        "held_below": held_below(network, decided.held),
    }
    return {name: values[order].astype(np.int64) for name, values in found.items()}


def read(standings, *more: str) -> Columns:
    """Stored ones as `columns` has them, with `best`, `sold` and more columns."""
    names = ("agent_id", *_FACTS, *_SO_FAR)
    numbers = {f"{name}_number": Cast(name, IntegerField()) for name in _FLAGS}
    asked = [f"{name}_number" if name in _FLAGS else name for name in names]
    rows = bulk.read_ints(standings.annotate(**numbers), *asked, *more)
    order = np.argsort(rows["agent_id"])
    return {name.removesuffix("_number"): values[order] for name, values in rows.items()}


def _at(values: np.ndarray, at: np.ndarray, known: np.ndarray) -> np.ndarray:
    """The values at these places; 0 for who is not known."""
    found = np.zeros(len(at), np.int64)
    found[known] = values[at[known]]
    return found


_CLOSE = """
UPDATE commissions_standing SET until = %s WHERE id IN (SELECT id FROM closing)
"""


def _close(ids: np.ndarray, day: date) -> None:
    if not len(ids):
        return
    rows = ([number] for number in ids.tolist())
    with bulk.staged("closing", {"id": "bigint"}, rows), connection.cursor() as cursor:
        cursor.execute(_CLOSE, [day])


def _write(day: date, rows: Columns) -> None:
    """Numbers them itself, as with the lines."""
    count = len(rows["agent_id"])
    first = bulk.next_id(Standing)
    values = {name: rows[name] for name in (*_FACTS, *_SO_FAR)}
    bulk.write_ints(
        Standing,
        {
            "id": np.arange(first, first + count),
            "agent": rows["agent_id"],
            "since": np.full(count, np.datetime64(day, "D")),
            **values,
        },
    )
    bulk.ids_taken(Standing, up_to=first + count - 1)


def _tell(
    day: date, plan: Plan, now: Columns, last: Columns, *, known: np.ndarray, first_night: bool
) -> None:
    """Nothing of a company's first night but who has just joined: what was before, nobody knows."""
    agents = now["agent_id"]
    news: list[tuple[int, str, str]] = []
    new = dict.fromkeys(agents[~known].tolist())
    joined = Agent.objects.filter(joined_on__gt=day - NEW_FOR)
    if first_night or len(new) > 1_000:
        recent = joined.values_list("pk", flat=True)
    else:
        recent = joined.filter(pk__in=list(new)).values_list("pk", flat=True)
    news += [(pk, Event.Kind.JOINED, "") for pk in recent if pk in new]
    if not first_night:
        sold = (now["sold"] > 0) & (last["sold"] == 0)
        lapsed = (now["active"] == 0) & (last["active"] > 0) & (now["terminated"] == 0)
        risen = now["rank"] > last["best"]
        news += [(pk, Event.Kind.FIRST_CUSTOMER, "") for pk in agents[sold].tolist()]
        news += [(pk, Event.Kind.LAPSED, "") for pk in agents[lapsed].tolist()]
        ranks = zip(agents[risen].tolist(), now["rank"][risen].tolist(), strict=True)
        news += [(pk, Event.Kind.NEW_RANK, plan.ranks[rank].name) for pk, rank in ranks]
    bulk.write_rows(
        Event,
        ("agent", "night", "kind", "words"),
        ((pk, day, str(kind), words) for pk, kind, words in sorted(news)),
    )
