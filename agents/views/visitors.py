"""Pages for people without a log-in: whoever has the address."""

from collections.abc import Callable
from functools import wraps

from auditlog.context import disable_auditlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from agents.links import NobodyLeft
from mlmsite.lib import client, limits

View = Callable[..., HttpResponse]

MOST_AN_HOUR = 40
"""From one address, of each kind: at a fair many people share one."""


def for_visitors(view: View) -> View:
    """Never kept in a cache, and in no search engine. The audit log is about administrators, and
    keeps for ever: what a visitor sends stands in the rows that come of it."""

    @never_cache
    @wraps(view)
    def page(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        with disable_auditlog():
            try:
                answer = view(request, *args, **kwargs)
            except NobodyLeft as e:
                answer = render(request, "agents/visitors/closed.html", {"why": e}, status=404)
        answer.headers["X-Robots-Tag"] = "noindex"
        return answer

    return page


class TooOften(Exception):
    def __init__(self) -> None:
        super().__init__(_("Too many tries from your connection. Wait an hour, and try again."))


def count(request: HttpRequest, what: str) -> None:
    """Raises TooOften."""
    if not limits.within(what, client.address(request), most=MOST_AN_HOUR):
        raise TooOften


def site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def company() -> str:
    return settings.COMPANY_NAME or _("our company")
