"""The one writer of an agent's monthly sums, and what they tell."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db import connection

from agents.models import Agent
from commissions.engine.lines import DOWNLINE, EARNED, OVERRIDE, RESIDUAL
from commissions.engine.rounding import MICRO, Sums
from commissions.standings.models import Earned
from mlmsite.lib import bulk

_KINDS = 3

_STAGED = {
    "agent_id": "bigint",
    "month": "date",
    "currency": "varchar(3)",
    "entry": "smallint",
    "kind": "smallint",
    "lines": "bigint",
    "whole_minor": "bigint",
    "rest_micro": "integer",
}

# SQLite would take ON for a join without the WHERE.
_ADD = """
INSERT INTO commissions_earned
    (agent_id, month, currency, entry, kind, lines, whole_minor, rest_micro)
SELECT agent_id, month, currency, entry, kind, lines, whole_minor, rest_micro FROM tonight
WHERE TRUE
ON CONFLICT (agent_id, month, currency, entry, kind) DO UPDATE SET
    lines = commissions_earned.lines + excluded.lines,
    whole_minor = commissions_earned.whole_minor + excluded.whole_minor
        + (commissions_earned.rest_micro + excluded.rest_micro) / 1000000,
    rest_micro = (commissions_earned.rest_micro + excluded.rest_micro) % 1000000
"""


def add(*, day: date, lines: dict[str, np.ndarray], currencies: list[str]) -> None:
    """A night's lines, as write.columns has them, with `currency` as a place in `currencies`."""
    rows = sums_of(lines, currencies)
    month = day.replace(day=1)
    staged = ((agent, month, *rest) for agent, *rest in rows)
    with bulk.staged("tonight", _STAGED, staged), connection.cursor() as cursor:
        cursor.execute(_ADD)


Row = tuple[int, str, int, int, int, int, int]


def sums_of(lines: dict[str, np.ndarray], currencies: list[str]) -> Iterable[Row]:
    """Agent, currency, entry, kind, lines, whole minor units, the millionths beyond them."""
    earners, earner = np.unique(lines["earner"], return_inverse=True)
    shape = (max(1, len(earners)), max(1, len(currencies)), 2, _KINDS)
    cell = np.ravel_multi_index(
        (earner.ravel(), lines["currency"], lines["entry"], lines["kind"]), shape
    )
    sums = Sums(int(np.prod(shape)))
    sums.add(lines["amount_micro"], cell)
    counts = np.bincount(cell, minlength=int(np.prod(shape)))
    whole, rest = sums.units(), sums.millionths()
    for at in np.flatnonzero(counts).tolist():
        who, currency, entry, kind = (int(i) for i in np.unravel_index(at, shape))
        yield (
            int(earners[who]),
            currencies[currency],
            entry,
            kind,
            int(counts[at]),
            int(whole[at]),
            int(rest[at]),
        )


@dataclass(frozen=True)
class Month:
    """The exact sums of an agent's lines in one month and currency, in millionths of the minor
    unit; `month` is its first day."""

    month: date
    currency: str
    residual_micro: int = 0
    downline_micro: int = 0
    override_micro: int = 0
    clawed_back_micro: int = 0

    @property
    def total_micro(self) -> int:
        earned = self.residual_micro + self.downline_micro + self.override_micro
        return earned + self.clawed_back_micro


_NAMES = {RESIDUAL: "residual_micro", DOWNLINE: "downline_micro", OVERRIDE: "override_micro"}


def months(agent: Agent, *, since: date, until: date) -> list[Month]:
    """Those with lines, from the month of `since` to that of `until`, by month and currency."""
    rows = Earned.objects.filter(
        agent=agent, month__gte=since.replace(day=1), month__lte=until
    ).order_by("month", "currency")
    found: dict[tuple[date, str], dict[str, int]] = {}
    for row in rows:
        sums = found.setdefault((row.month, row.currency), {})
        name = _NAMES[row.kind] if row.entry == EARNED else "clawed_back_micro"
        exact = row.whole_minor * MICRO + row.rest_micro
        sums[name] = sums.get(name, 0) + exact
    return [Month(month, currency, **sums) for (month, currency), sums in found.items()]
