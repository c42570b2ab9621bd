"""What Celery runs. Beat sends `run_nights` each night (settings.CELERY_BEAT_SCHEDULE)."""

from celery import shared_task
from django.db import OperationalError

from commissions.nights.run import run_through
from mlmsite.lib import clock


@shared_task(autoretry_for=(OperationalError,), retry_backoff=30, max_retries=10)
def run_nights() -> int:
    """Every missed night through yesterday; how many this task ran. Delivered twice, or started
    twice, it does what it does once."""
    return len(run_through(through=clock.yesterday()))
