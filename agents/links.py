"""Whose link it is that somebody followed, and who takes over where it leads to nobody any more.

Nobody gets lost: of a code that nobody has, or whose agent is terminated, the default sponsor takes
over, and the pages say so.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agents.models import CODE, Agent


class NobodyLeft(ValueError):
    def __init__(self) -> None:
        super().__init__(_("There is nobody here yet who could take you on."))


@dataclass(frozen=True)
class Link:
    """`code` as in the address ("" where it is no code), `agent` whom it leads to; `own`: it is
    that agent's own link, and not one that the default sponsor takes over."""

    code: str
    agent: Agent
    own: bool

    @property
    def through(self) -> Agent | None:
        return self.agent if self.own else None


def followed(code: str) -> Link:
    """Raises NobodyLeft."""
    code = code if _is_code(code) else ""
    agent = _of(code)
    if agent is not None:
        return Link(code, agent, own=True)
    return Link(code, default_sponsor(), own=False)


def default_sponsor() -> Agent:
    """Who has `DEFAULT_SPONSOR` for its code; else the first root. Never one that is terminated.
    Raises NobodyLeft."""
    there = Agent.objects.exclude(status=Agent.Status.TERMINATED)
    chosen = (
        there.filter(code=settings.DEFAULT_SPONSOR).first() if settings.DEFAULT_SPONSOR else None
    )
    found = chosen or there.filter(sponsor=None).order_by("pk").first()
    if found is None:
        raise NobodyLeft
    return found


def _is_code(code: str) -> bool:
    try:
        CODE(code)
    except ValidationError:
        return False
    return True


def _of(code: str) -> Agent | None:
    """Typed off a card, it may be in small letters."""
    there = Agent.objects.exclude(status=Agent.Status.TERMINATED)
    found = {agent.code: agent for agent in there.filter(code__in={code, code.upper()})}
    return found.get(code) or found.get(code.upper())
