"""The news of my team, as a page and by mail, and the link that ends the mails."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt

from agents import access, preferences
from agents.models import Preferences
from agents.views import asked
from commissions.feed import leaving, news
from commissions.nights import earnings
from commissions.standings.models import Event


@access.for_agents
def feed(request: HttpRequest) -> HttpResponse:
    """`?kind=` chooses among them, `?after=` goes on behind one."""
    me, night = access.me(request.user), earnings.last_night()
    kind, after = asked.text(request, "kind"), asked.text(request, "after")
    page = news.page(me, night=night, kind=kind, after=after) if night else news.Page([], "")
    context = {"page": page, "kind": kind, "kinds": _kinds(), "after": after, "me": me}
    template = "commissions/feed/_events.html" if request.htmx else "commissions/feed/feed.html"
    return render(request, template, context)


def _kinds() -> list[tuple[str, str]]:
    return [
        (Event.Kind.JOINED, gettext("joined")),
        (Event.Kind.FIRST_CUSTOMER, gettext("first customer")),
        (Event.Kind.NEW_RANK, gettext("new rank")),
        (Event.Kind.GOAL_MET, gettext("goal met")),
        (Event.Kind.LAPSED, gettext("not active any more")),
    ]


@csrf_exempt  # A mail program presses the button, and has no cookie.
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """A look changes nothing, as programs follow links; the button, or POST, ends the mails."""
    agent = leaving.agent_of(token)
    if agent is None:
        raise Http404("No link of ours.")
    if request.method == "POST":
        preferences.change(agent, digest=Preferences.Digest.NEVER)
    context = {"done": request.method == "POST"}
    return render(request, "commissions/feed/leave.html", context)
