"""What Celery runs. Beat sends `run_nights`, `export_nights`, `check_books` and
`forget_applications` each night, `mail_news` each morning, `merge_lines` each month,
`announce_methods` every ten minutes and `send_hooks` every ten seconds
(settings.CELERY_BEAT_SCHEDULE); a large night sends `write_shard` (nights/shards.py)."""

from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.db import OperationalError
from django.utils import timezone

from agents.enrolment.forgetting import forget
from agents.hooks import sending
from agents.programs import once
from commissions.exports import files
from commissions.feed import digest
from commissions.goals import met
from commissions.monitoring import checking
from commissions.nights import earnings, merging, shards
from commissions.nights.run import run_through
from commissions.payouts.announce import announce_changes
from commissions.views.kept import renewals
from mlmsite.lib import clock


@shared_task(autoretry_for=(OperationalError,), retry_backoff=30, max_retries=10)
def run_nights() -> int:
    """Every missed night through yesterday; how many this task ran. Delivered twice, or started
    twice, it does what it does once."""
    runs = run_through(through=clock.yesterday())
    nights = [run.posted_on for run in runs]
    last = earnings.last_night()
    if last is not None:
        # The last one's once more: a task that was killed after its night has told nobody.
        for night in nights or [last]:
            met.tell(night=night)
        renewals(last)
    return len(runs)


@shared_task(autoretry_for=(OperationalError,), retry_backoff=30, max_retries=10)
def mail_news() -> int:
    """The news of the last night to those who want them; how many mails. It waits for the night:
    where yesterday's hasn't run, nothing is mailed."""
    night = earnings.last_night()
    if night != clock.yesterday():
        return 0
    return digest.send(night=night, at=timezone.now(), site=settings.SITE_URL)


@shared_task
def write_shard(token: str, number: int) -> bool:
    """A part of a night's lines; whether it was this task that wrote it. Not tried again: where it
    fails, another process takes the shard."""
    return shards.write_shard(token, number)


@shared_task(autoretry_for=(OperationalError,), retry_backoff=30, max_retries=10)
def merge_lines() -> list[str]:
    """Each month that is over into one partition; which were merged."""
    return merging.merge()


@shared_task(autoretry_for=(OperationalError,), retry_backoff=30, max_retries=10)
def announce_methods() -> int:
    """Changes of payout methods whose mail is still to be sent; how many were sent."""
    return announce_changes(at=timezone.now())


@shared_task(autoretry_for=(OperationalError,), retry_backoff=30, max_retries=10)
def export_nights() -> list[str]:
    """Files of the nights that have none yet, below EXPORTS_DIR; which were written."""
    if not settings.EXPORTS_DIR:
        return []
    return [str(path) for path in files.export(Path(settings.EXPORTS_DIR))]


@shared_task(autoretry_for=(OperationalError,), retry_backoff=30, max_retries=10)
def check_books() -> int:
    """`verify`, whose result /metrics tells; how many breaches it found."""
    return checking.check_books().breaches


@shared_task
def send_hooks() -> int:
    """Webhooks that are due; how many were taken. What fails is tried again by a later one."""
    sending.share_out()
    return sending.deliver_due()


@shared_task(autoretry_for=(OperationalError,), retry_backoff=30, max_retries=10)
def forget_applications() -> int:
    """Applications that nobody has confirmed in time, answers that nobody asks for again, and what
    was told a month ago; how many there were."""
    now = timezone.now()
    return forget(at=now) + once.forget(at=now) + sending.forget(at=now)
