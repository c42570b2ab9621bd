"""An application: kept with what was accepted, and the mail that has it confirmed."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agents.enrolment.models import Agreement, Application
from agents.links import Link
from agents.models import Agent
from agents.querysets import with_email
from mlmsite.lib import turns

_SIGNER = Signer(sep=".", salt="agents.enrolment")


class ApplicationRefused(ValueError):
    """Worded for the applicant."""


class AgreementChanged(ApplicationRefused):
    def __init__(self) -> None:
        super().__init__(_("There is a new agreement since you opened this page: read it below."))


def in_force(today: date) -> Agreement | None:
    """Without one, nobody can apply."""
    begun = Agreement.objects.filter(effective_from__lte=today)
    return begun.order_by("effective_from").last()


def apply(
    *,
    name: str,
    email: str,
    link: Link,
    agreement: Agreement,
    address: str,
    today: date,
    at: datetime,
) -> Application | None:
    """None where that address is an agent's, or logs somebody in: only the mail may say so.

    The same once more, while it waits, is the application that is there.
    """
    if in_force(today) != agreement:
        raise AgreementChanged
    with transaction.atomic():
        turns.take(f"applicant {email.upper()}")
        if is_known(email):
            return None
        told = {"name": name, "email": email, "code": link.code, "agreement": agreement}
        told |= {"through": link.through, "sponsor": link.agent}
        same = waiting(at=at).filter(**told).first()
        return same or Application.objects.create(**told, accepted_at=at, address=address or None)


def is_known(email: str) -> bool:
    """Its owner is an agent, or logs in here as somebody else."""
    return (
        with_email(Agent.objects.all(), email).exists()
        or get_user_model().objects.filter(email__iexact=email).exists()
    )


def waiting(*, at: datetime) -> QuerySet[Application]:
    """Those that can still be confirmed, the newest first."""
    since = at - timedelta(days=settings.APPLICATION_DAYS)
    return Application.objects.filter(confirmed_at=None, accepted_at__gt=since).order_by("-pk")


def token(application: Application) -> str:
    return _SIGNER.sign(str(application.pk))


def found(token: str) -> Application | None:
    """None of a link that was made up, or whose application is forgotten."""
    try:
        number = _SIGNER.unsign(token)
    except BadSignature:
        return None
    return (
        Application.objects.filter(pk=number)
        .select_related("agent__user", "agent__sponsor", "agreement", "sponsor")
        .first()
    )
