"""My two links: one for customers, one for new agents, with what came through them."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from agents import access, growing
from agents.enrolment import applying
from agents.models import Agent
from agents.shop.subscribing import offered
from mlmsite.lib import clock, qr

PAGES = {"customers": "shop", "agents": "join"}
FORMS = {"svg": ("image/svg+xml", qr.svg), "png": ("image/png", qr.png)}


@dataclass(frozen=True)
class Mine:
    """A link as the page shows it; `which` is "customers" or "agents"."""

    which: str
    address: str

    @property
    def qr(self) -> str:
        return qr.inline(self.address)


@access.for_agents
def grow(request: HttpRequest) -> HttpResponse:
    me = access.me(request.user)
    context = {
        "me": me,
        "customers": Mine("customers", _address(request, "customers", me)),
        "agents": Mine("agents", _address(request, "agents", me)),
        "came": growing.through(me, at=timezone.now()),
        "offers": offered().exists(),
        "agreement": applying.in_force(clock.today()),
    }
    return render(request, "agents/grow.html", context)


@access.for_agents
def qr_file(request: HttpRequest, which: str, kind: str) -> HttpResponse:
    if which not in PAGES or kind not in FORMS:
        raise Http404("No such picture.")
    me = access.me(request.user)
    content_type, drawn = FORMS[kind]
    name = f"{which}-{me.code}.{kind}"
    return HttpResponse(
        drawn(_address(request, which, me)),
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _address(request: HttpRequest, which: str, me: Agent) -> str:
    return request.build_absolute_uri(reverse(PAGES[which], args=[me.code]))
