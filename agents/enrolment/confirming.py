"""The link in the mail was followed: an agent, in the tree, once."""

from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from agents import links
from agents.enrolment.applying import ApplicationRefused, is_known
from agents.enrolment.models import Application
from agents.models import Agent
from agents.tree.enrol import SponsorTerminated, enrol
from mlmsite.lib import codes, turns


class TooLate(ApplicationRefused):
    def __init__(self) -> None:
        super().__init__(_("This link has expired. Apply again: it takes a minute."))


class AlreadyAgent(ApplicationRefused):
    def __init__(self) -> None:
        super().__init__(
            _("This e-mail address belongs to a distributor, or to another log-in, already.")
        )


class Confirmed(NamedTuple):
    """`enrolled` where it happened now, and not when it was confirmed before."""

    agent: Agent
    enrolled: bool


def confirm(application: Application, *, today: date, at: datetime) -> Confirmed:
    """Enrol the applicant under the sponsor. Raises ApplicationRefused and links.NobodyLeft."""
    with transaction.atomic():
        # Of one address there may be several applications.
        turns.take(f"applicant {application.email.upper()}")
        locked = Application.objects.select_for_update().get(pk=application.pk)
        if locked.agent_id is not None:
            return Confirmed(Agent.objects.get(pk=locked.agent_id), enrolled=False)
        if locked.waits_until <= at:
            raise TooLate
        if is_known(locked.email):
            raise AlreadyAgent
        locked.agent = _enrolled(locked, today)
        locked.confirmed_at = at
        locked.save(update_fields=["agent", "confirmed_at"])
        return Confirmed(locked.agent, enrolled=True)


def _enrolled(application: Application, today: date) -> Agent:
    told = {"name": application.name, "email": application.email, "joined_on": today}
    try:
        return enrol(code=_free_code(), sponsor=application.sponsor, **told)
    except SponsorTerminated:
        # Since the application, perhaps this very moment.
        return enrol(code=_free_code(), sponsor=links.default_sponsor(), **told)


def sponsor_of(application: Application) -> Agent:
    """Under whom it would stand now. Raises links.NobodyLeft."""
    if application.sponsor.status == Agent.Status.TERMINATED:
        return links.default_sponsor()
    return application.sponsor


def _free_code() -> str:
    while Agent.objects.filter(code=(code := codes.code())).exists():
        pass
    return code
