"""The company's clock. Only views, commands and tasks ask it; everything below is given a date."""

from datetime import date, timedelta

from django.utils import timezone


def today() -> date:
    return timezone.localdate()


def yesterday() -> date:
    """The last whole day: what a run goes through by default."""
    return today() - timedelta(days=1)
