"""A sponsor hears by mail that somebody joined: the first days are when a word helps most."""

import logging

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from agents import letters, preferences
from agents.models import Agent, Preferences

log = logging.getLogger(__name__)


def tell_sponsor(recruit: Agent, *, site: str) -> None:
    """Not one who wants no news, and not one who has no log-in. The recruit has joined in any case:
    a mail that can't be sent is logged."""
    sponsor = recruit.sponsor
    if sponsor is None or sponsor.user_id is None:
        return
    chosen = preferences.of(sponsor)
    if chosen.digest == Preferences.Digest.NEVER:
        return
    pages = {"recruits": "learning_recruits", "preferences": "preferences"}
    words = {name: site + reverse(page) for name, page in pages.items()}
    words |= {"sponsor": sponsor, "recruit": recruit, "company": settings.COMPANY_NAME}
    try:
        with translation.override(chosen.language or settings.LANGUAGE_CODE):
            letters.send(
                to=sponsor.email,
                subject=_("%(name)s has joined your team") % {"name": recruit.name},
                template="agents/email/joined.txt",
                words=words,
            )
    except letters.MailNotSent:
        log.exception("%s could not be told of %s.", sponsor.code, recruit.code)
