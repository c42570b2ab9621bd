"""The only writer of holds: an administrator holds an agent's payouts back, with a reason."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext

from agents.models import Agent
from commissions.payouts.models import Hold
from mlmsite.lib import written


class LiftedAlready(ValueError):
    def __init__(self, hold: Hold) -> None:
        super().__init__(
            gettext("This hold was lifted on %(day)s.") % {"day": written.day(hold.lifted_at)}
        )


def place(agent: Agent, *, reason: str, by: AbstractBaseUser, at: datetime) -> Hold:
    """The agent reads the reason."""
    return Hold.objects.create(agent=agent, reason=reason, placed_by=by, placed_at=at)


def lift(hold: Hold, *, by: AbstractBaseUser, at: datetime) -> None:
    with transaction.atomic():
        there = Hold.objects.select_for_update().get(pk=hold.pk)
        if there.lifted_at is not None:
            raise LiftedAlready(there)
        there.lifted_by, there.lifted_at = by, at
        there.save(update_fields=["lifted_by", "lifted_at"])
