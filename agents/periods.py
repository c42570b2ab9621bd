"""A subscription's months: period k starts at `started_on + k months` (domain page, People)."""

from calendar import monthrange
from datetime import date


def period_start(started_on: date, k: int) -> date:
    """The start's own day of the k-th month on, clamped to that month's last day.

    31 January, 28 February, 31 March: always from the start, never from the period before.
    """
    year, month = divmod(started_on.year * 12 + started_on.month - 1 + k, 12)
    return date(year, month + 1, min(started_on.day, monthrange(year, month + 1)[1]))


def period_number(started_on: date, day: date) -> int | None:
    """k, where period k starts on `day`; None where no period does."""
    k = (day.year - started_on.year) * 12 + day.month - started_on.month
    return k if k >= 0 and period_start(started_on, k) == day else None


def first_period_ending_after(started_on: date, day: date) -> int:
    """The least k >= 0 with period_start(k + 1) > day."""
    k = max(0, (day.year - started_on.year) * 12 + day.month - started_on.month - 1)
    while period_start(started_on, k + 1) <= day:
        k += 1
    return k
