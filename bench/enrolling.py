"""Enrolling, one after another, each in a transaction of its own: how long, how many rows."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from django.db import connection, models

from agents.models import Agent
from bench import people, scratch
from bench.company import DAY
from bench.timing import milliseconds


@dataclass(frozen=True)
class Pattern:
    """`sponsor` gives the id for the k-th enrolment, from 0, after the agent of that id."""

    name: str
    count: int
    sponsor: Callable[[int, int | None], int]


@dataclass(frozen=True)
class Enrolled:
    """(n,) each: milliseconds with the commit, and rows of the tree's table rewritten."""

    spent: np.ndarray
    rewritten: np.ndarray


def patterns(*, random: int, hot: int, chain: int, seed: int = 5) -> list[Pattern]:
    """The hot sponsor and the chain's top stand in the middle of the tree's levels."""
    rng = np.random.default_rng(seed)
    levels = np.array(Agent.objects.order_by("id").values_list("id", "level"))
    anybody = rng.choice(levels[:, 0], random).tolist()
    middle = levels[levels[:, 1] == np.median(levels[:, 1]).astype(int), 0]
    one, top = rng.choice(middle, 2).tolist()
    return [
        Pattern("random sponsors", random, lambda k, _: anybody[k]),
        Pattern("one hot sponsor", hot, lambda *_: one),
        Pattern("a chain", chain, lambda _, before: before or top),
    ]


def measure(
    pattern: Pattern,
    count: int,
    model: type[models.Model],
    enrol: Callable,
    *,
    between: Callable[[], object] = lambda: None,
) -> Enrolled:
    """The sponsor is read anew each time, before the clock starts; `between` isn't timed either."""
    spent, updates, enrolled = [], [_updates(model)], None
    for k, name in enumerate(people.names(count, seed=4)):
        sponsor = model.objects.get(pk=pattern.sponsor(k, enrolled and enrolled.pk))
        facts = {"code": f"N{k:07}", "name": name, "email": f"n{k:07}@example.com"}
        act = partial(enrol, **facts, joined_on=DAY, sponsor=sponsor)
        took, enrolled = milliseconds(act)
        spent.append(took)
        updates.append(_updates(model))
        between()
    return Enrolled(np.array(spent), np.diff(updates))


def _updates(model: type[models.Model]) -> int:
    """Rows that UPDATE has written in the table since the server counts, whoever sent it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT pg_stat_get_tuples_updated(%s::regclass)", [model._meta.db_table])
        return cursor.fetchone()[0]


def floor(first: int) -> np.ndarray:
    """Milliseconds of the physical limit, (n,): one INSERT and COMMIT of each agent from the id
    `first` on, into a table of the same columns and indexes that has the agents before it."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (LIKE agents_agent INCLUDING ALL)")
        cursor.execute("INSERT INTO bare SELECT * FROM agents_agent WHERE id < %s", [first])
        scratch.vacuum("bare")
        scratch.settle()
        cursor.execute("SELECT * FROM agents_agent WHERE id >= %s ORDER BY id", [first])
        rows = cursor.fetchall()
        insert = f"INSERT INTO bare VALUES ({', '.join(['%s'] * len(rows[0]))})"
        return np.array([milliseconds(partial(cursor.execute, insert, row))[0] for row in rows])
