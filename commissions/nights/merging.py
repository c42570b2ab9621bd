"""Months that are over, each in one partition: a company's large nights would else make some
thousand tables in a few years, and PostgreSQL looks at each when a question has no date in it."""

from commissions.nights import partitions
from commissions.nights.models import Run
from commissions.nights.run import alone


def merge() -> list[str]:
    """All months before the last night's; which had to be merged. Atomic, and safe to start
    again.

    Waits for a night, and a night for it: in a night's snapshot, rows that were merged after it
    would be gone from their old tables and not yet there in the new one.
    """
    with alone():
        last = Run.objects.order_by("posted_on").last()
        if last is None:
            return []
        return partitions.merge(before=last.posted_on.replace(day=1))
