"""What an agent chose for itself: its language, what its upline may see, how often it gets mail.

Who chose nothing has the defaults, and no row. Joining writes none.
"""

from collections.abc import Iterable

from django.db import transaction

from agents.models import Agent, Preferences


def of(agent: Agent) -> Preferences:
    """The agent's own, or the defaults. To be looked at only: `change` writes."""
    return Preferences.objects.filter(agent=agent).first() or Preferences(agent=agent)


def change(
    agent: Agent,
    *,
    language: str | None = None,
    shares_contact: bool | None = None,
    digest: str | None = None,
) -> Preferences:
    """Those that are given; the others stay as they are. Two at once wait for each other."""
    told = {"language": language, "shares_contact": shares_contact, "digest": digest}
    with transaction.atomic():
        Agent.objects.select_for_update(no_key=True).get(pk=agent.pk)
        chosen = of(agent)
        for name, value in told.items():
            if value is not None:
                setattr(chosen, name, value)
        if _are_defaults(chosen):
            Preferences.objects.filter(agent=agent).delete()
        else:
            chosen.save()
    return chosen


def language_of(agent: Agent) -> str:
    """The language of mails to it; "" if it has chosen none."""
    return of(agent).language


def shared_emails(agents: Iterable[Agent]) -> dict[int, str]:
    """The addresses of those who let their upline see theirs, by the agent's key."""
    rows = Preferences.objects.filter(agent__in=list(agents), shares_contact=True)
    return dict(rows.values_list("agent_id", "agent__email"))


def _are_defaults(chosen: Preferences) -> bool:
    defaults = Preferences()
    names = ("language", "shares_contact", "digest")
    return all(getattr(chosen, name) == getattr(defaults, name) for name in names)
