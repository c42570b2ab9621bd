"""Calendar months, numbered from the year 0."""

from datetime import date


def number(day: date) -> int:
    return day.year * 12 + day.month - 1


def first_day(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def over(day: date) -> int:
    """The last month of which `day` is the last day, or which ended before."""
    this = number(day)
    return this if first_day(this + 1).toordinal() == day.toordinal() + 1 else this - 1
