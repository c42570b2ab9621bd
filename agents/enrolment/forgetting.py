"""Who applied and never confirmed is forgotten: with name, e-mail address and address."""

from datetime import datetime, timedelta

from django.conf import settings

from agents.enrolment.models import Application


def forget(*, at: datetime) -> int:
    """Applications whose link has expired; how many there were. What was confirmed stays."""
    over = at - timedelta(days=settings.APPLICATION_DAYS)
    expired = Application.objects.filter(confirmed_at=None, accepted_at__lte=over)
    return expired.delete()[0]
