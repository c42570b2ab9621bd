"""Months that are over, each in one partition: a company's large nights would else make some
thousand tables in a few years, and PostgreSQL looks at each when a question has no date in it."""

from django.db import transaction

from commissions.nights import partitions
from commissions.nights.models import Run


def merge() -> list[str]:
    """All months before the last night's; which had to be merged. Atomic, and safe to start
    again."""
    last = Run.objects.order_by("posted_on").last()
    if last is None:
        return []
    with transaction.atomic():
        return partitions.merge(before=last.posted_on.replace(day=1))
