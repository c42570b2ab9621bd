"""The news of a team by mail, to those who want them."""

import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import ngettext

from agents import preferences
from agents.models import Agent, Preferences
from commissions.feed import leaving, news
from commissions.feed.models import Digest
from commissions.standings.models import Event

log = logging.getLogger(__name__)

MOST = 30
"""So many events stand in a mail; of the rest it says how many there are."""

_CHUNK = 1_000


def send(*, night: date, at: datetime, site: str) -> int:
    """To whom wants the news of this night's day; how many mails. Started twice, it mails once."""
    sent = 0
    for agent in _wanting(night):
        if since := _claim(agent, night):
            sent += _mail(agent, since, night, at, site.rstrip("/"))
    return sent


def _wanting(night: date) -> Iterator[Agent]:
    """Those with a log-in and a team: daily ones, and on Sundays' nights the weekly ones too."""
    chosen = Preferences.objects.filter(agent=OuterRef("pk"))
    daily = Exists(chosen.filter(digest=Preferences.Digest.DAILY))
    none = Exists(chosen.filter(digest=Preferences.Digest.NEVER))
    wanted = Q(daily) if night.weekday() < 6 else ~Q(none)
    recruits = Exists(Agent.objects.filter(sponsor=OuterRef("pk")))
    agents = Agent.objects.filter(wanted, recruits, user__is_active=True)
    agents = agents.exclude(status=Agent.Status.TERMINATED).order_by("pk")
    after = 0
    while some := list(agents.filter(pk__gt=after)[:_CHUNK]):
        yield from some
        after = some[-1].pk


def _claim(agent: Agent, night: date) -> date | None:
    """The last night whose news it has had; None if it has this one's already."""
    with transaction.atomic():
        first = {"through": night - timedelta(days=7)}
        digest, _ = Digest.objects.get_or_create(agent=agent, defaults=first)
        since = digest.through
        claimed = Digest.objects.filter(pk=agent.pk, through=since, through__lt=night)
        return since if claimed.update(through=night) == 1 else None


def _mail(agent: Agent, since: date, night: date, at: datetime, site: str) -> bool:
    events = news.of_team(agent, since=since, until=night)
    shown = list(events[:MOST])
    if not shown:
        return False
    leave = f"{site}/news/leave/{leaving.token(agent)}/"
    more = events.count() - len(shown) if len(shown) == MOST else 0
    with translation.override(preferences.language_of(agent) or settings.LANGUAGE_CODE):
        subject, text = _letter(agent, shown, more, leave)
    mail = EmailMessage(
        subject=subject,
        body=text,
        to=[agent.email],
        # RFC 8058: the mail program shows a button that does it.
        headers={
            "List-Unsubscribe": f"<{leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    try:
        mail.send()
    except (OSError, SMTPException):
        # Asked for again, it goes out with the next ones.
        Digest.objects.filter(pk=agent.pk, through=night).update(through=since)
        log.exception("The news could not be mailed to %s; tried again with the next.", agent.code)
        return False
    Digest.objects.filter(pk=agent.pk).update(mailed_at=at)
    return True


def _letter(agent: Agent, events: list[Event], more: int, leave: str) -> tuple[str, str]:
    """Subject and text, in the language that is active."""
    count = len(events) + more
    subject = ngettext("%(n)s news of your team", "%(n)s news of your team", count) % {"n": count}
    words = {"agent": agent, "events": events, "more": more, "leave": leave}
    return subject, render_to_string("commissions/email/news.txt", words)
