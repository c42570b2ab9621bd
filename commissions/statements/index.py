"""An agent's statements, by year."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Sum

from agents.models import Agent
from commissions.nights.earnings import last_night, transfers_of
from commissions.statements.month import is_final, is_there, next_month, number_of
from commissions.statements.tax import Paid, paid_to


@dataclass(frozen=True)
class Month:
    """A statement in short: balances in minor units of the currency, `month` its first day."""

    number: str
    month: date
    currency: str
    opening_minor: int
    closing_minor: int
    final: bool


@dataclass(frozen=True)
class Year:
    """Its statements, newest first, and what was paid out on its days, by currency."""

    year: int
    months: list[Month]
    paid: list[Paid]


def years_of(agent: Agent, *, today: date) -> list[Year]:
    """Newest first."""
    paid = defaultdict(list)
    for each in paid_to(agent):
        paid[each.year].append(each)
    by_year = groupby(months_of(agent, today=today), lambda month: month.month.year)
    months = {year: list(of) for year, of in by_year}
    years = sorted(months.keys() | paid.keys(), reverse=True)
    return [Year(year, months.get(year, []), paid[year]) for year in years]


def months_of(agent: Agent, *, today: date) -> list[Month]:
    """Every month that has a statement, newest first, by currency. One query, and one for the
    last night."""
    night = last_night()
    moved: dict[str, dict[date, int]] = defaultdict(dict)
    sums = transfers_of(agent).order_by().values_list("currency", "month")
    for currency, month, total in sums.annotate(total=Sum("signed_minor")):
        moved[currency][month] = total
    months = [
        Month(
            number=number_of(agent, month=month, currency=currency),
            month=month,
            currency=currency,
            opening_minor=opening,
            closing_minor=closing,
            final=is_final(month, today=today, night=night),
        )
        for currency, totals in moved.items()
        for month, opening, closing in _walk(totals, today=today)
    ]
    return sorted(months, key=lambda m: (-m.month.toordinal(), m.currency))


def _walk(totals: dict[date, int], *, today: date) -> Iterator[tuple[date, int, int]]:
    """Month, opening and closing balance, from the first month in which something was posted."""
    month, end, balance = min(totals), max(*totals, today), 0
    while month <= end:
        opening, balance = balance, balance + totals.get(month, 0)
        if is_there(moved=month in totals, opening_minor=opening, month=month, today=today):
            yield month, opening, balance
        month = next_month(month)
