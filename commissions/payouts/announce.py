"""Each change of a payout method is told to the address that was known before it.

The method's own row is the outbox: what could not be mailed stays unannounced and is tried again.
"""

import logging
from collections.abc import Iterator
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext

from agents import preferences
from commissions.payouts import methods
from commissions.payouts.models import PayoutMethod

log = logging.getLogger(__name__)


def announce_changes(*, at: datetime) -> int:
    """How many were mailed. Two at once mail each change once."""
    told = 0
    for pk in PayoutMethod.objects.filter(announced_at=None).order_by("pk").values_list("pk"):
        told += _announce(pk[0], at)
    return told


def _announce(pk: int, at: datetime) -> bool:
    with transaction.atomic():
        new = PayoutMethod.objects.select_for_update(no_key=True, of=("self",)).select_related(
            "agent"
        )
        method = new.filter(pk=pk, announced_at=None).first()
        if method is None:
            return False
        try:
            with translation.override(preferences.language_of(method.agent) or None):
                subject, template = _letter(method)
                send_mail(
                    subject=subject,
                    message=render_to_string(f"commissions/email/{template}.txt", _words(method)),
                    from_email=None,
                    recipient_list=sorted(set(addresses(method))),
                )
        except (OSError, SMTPException):
            log.exception("The change of a payout method could not be mailed; tried again later.")
            return False
        method.announced_at = at
        method.save(update_fields=["announced_at"])
        return True


def addresses(method: PayoutMethod) -> Iterator[str]:
    """Where the agent was reached when it set the method before this one, and where it is now; of
    one that was removed, where it was reached when it set it."""
    if methods.was_removed(method):
        yield from (method.told, method.agent.email)
        return
    before = PayoutMethod.objects.filter(agent=method.agent_id, pk__lt=method.pk).order_by("pk")
    last = before.last()
    yield last.told if last else method.told
    yield method.told


def _letter(method: PayoutMethod) -> tuple[str, str]:
    """Its subject and its template."""
    if methods.was_removed(method):
        return gettext("Your payouts don't go to this account any more"), "method_removed"
    return gettext("Your payouts go to another account from now on"), "method_changed"


def _words(method: PayoutMethod) -> dict:
    return {
        "method": method,
        "until": methods.held_until(timezone.localdate(method.retired_at or method.set_at)),
        "agent": method.agent,
        "company": settings.COMPANY_NAME,
    }
