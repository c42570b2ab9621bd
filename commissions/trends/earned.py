"""What an agent earned by month and kind, stacked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agents.models import Agent
from agents.retention import months as calendar
from commissions.charts.columns import Column, Columns, Segment, stacked_bars
from commissions.charts.labels import Label, labels
from commissions.standings.months import Month, months
from commissions.trends import MONTHS
from mlmsite.lib.money import MICRO

KINDS = {
    "residual_micro": _("Residual"),
    "downline_micro": _("Downline"),
    "override_micro": _("Override"),
    "clawed_back_micro": _("Clawed back"),
}
"""In the order of the stack. What is clawed back is below 0, whatever kind it was."""


@dataclass(frozen=True)
class Kind:
    """`series` is its place in the stack, from 1."""

    series: int
    name: Promise
    sum_micro: int


@dataclass(frozen=True)
class Earned:
    """In one currency, in millionths of its minor unit; each month has a column."""

    currency: str
    months: tuple[Month, ...]
    chart: Columns
    labels: tuple[Label, ...]

    @property
    def total_micro(self) -> int:
        return sum(month.total_micro for month in self.months)

    @property
    def claws_back(self) -> bool:
        return any(month.clawed_back_micro for month in self.months)

    @property
    def best(self) -> Month:
        return max(self.months, key=lambda month: month.total_micro)

    @property
    def latest(self) -> Month:
        return self.months[-1]

    @property
    def kinds(self) -> list[Kind]:
        """Those that there are."""
        sums = [sum(getattr(month, name) for month in self.months) for name in KINDS]
        named = enumerate(zip(KINDS.values(), sums, strict=True), start=1)
        return [Kind(series, name, total) for series, (name, total) in named if total]

    @property
    def drawn(self) -> Iterator[tuple[Month, Column, list[tuple[Segment, Promise]]]]:
        names = list(KINDS.values())
        for month, column in zip(self.months, self.chart.columns, strict=True):
            yield month, column, [(s, names[s.series - 1]) for s in column.segments]


def earned(agent: Agent, *, night: date, count: int = MONTHS) -> list[Earned]:
    """By currency; all begin with the agent's first month of the last `count`, so that they can be
    compared. One query."""
    last = calendar.number(night)
    found = months(agent, since=calendar.first_day(last - count + 1), until=night)
    if not found:
        return []
    first = calendar.number(min(month.month for month in found))
    every = [calendar.first_day(number) for number in range(first, last + 1)]
    by_place = {(month.currency, month.month): month for month in found}
    return [
        _picture(currency, [by_place.get((currency, m)) or Month(m, currency) for m in every])
        for currency in sorted({month.currency for month in found})
    ]


def _picture(currency: str, every: list[Month]) -> Earned:
    values = [[getattr(month, name) for name in KINDS] for month in every]
    return Earned(
        currency,
        tuple(every),
        stacked_bars(values, least=MICRO),
        labels([month.month for month in every]),
    )
