"""Rank: what the next one asks of the log-in's agent, the way there, what it pays, and what if."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agents import access
from agents.views import asked
from commissions.nights import earnings
from commissions.outlook.ahead import ahead
from commissions.outlook.legs import legs
from commissions.outlook.terms import Terms, usual_terms
from commissions.outlook.what_if import what_if as worked_out
from commissions.standings.progress import progress
from commissions.trends import needs
from commissions.views.kept import MINUTES, for_a_while
from commissions.views.what_if_forms import Lines

PAGE = 20


@access.for_agents
def rank(request: HttpRequest) -> HttpResponse:
    """`?page=` of the legs. The way up is worked out at an address of its own."""
    me, night = access.me(request.user), earnings.last_night()
    stands = progress(me, day=night) if night else None
    if stands is None:
        return render(request, "commissions/rank.html", {"me": me, "night": night})
    found = legs(stands.standing, day=night)
    context = {
        "me": me,
        "night": night,
        "progress": stands,
        "rings": needs.rings(stands.needs),
        "legs": found,
        "page": Paginator(found.rows, PAGE).get_page(request.GET.get("page")),
        "lines": _lines(request, _terms(), me.code),
    }
    return render(request, "commissions/rank.html", context)


@access.for_agents
def rank_ahead(request: HttpRequest) -> HttpResponse:
    me, night = access.me(request.user), earnings.last_night()
    context = {"me": me, "night": night, "minutes": MINUTES}
    if night:
        context["kept"] = for_a_while(
            "ahead", me, night=night, work_out=lambda: ahead(me, night=night, usual=_terms())
        )
    template = "commissions/_rank_ahead.html" if request.htmx else "commissions/rank_ahead.html"
    return render(request, template, context)


@access.for_agents
def what_if(request: HttpRequest) -> HttpResponse:
    """Asked with GET: it changes nothing, and its address can be kept. `?agent=CODE` fills that in.

    422 for what makes no sense; 404 for a code that is nobody's in the team, with the form as it
    was filled in.
    """
    me, night = access.me(request.user), earnings.last_night()
    lines = _lines(request, _terms(), asked.text(request, "agent") or me.code)
    context = {"me": me, "night": night, "lines": lines}
    status = 200
    if night and lines and lines.is_bound:
        if lines.is_valid():
            context["found"] = worked_out(me, day=night, more=lines.more())
        else:
            status = 404 if lines.names_a_stranger else 422
    return render(request, "commissions/what_if.html", context, status=status)


def _terms() -> list[Terms]:
    night = earnings.last_night()
    return for_a_while("terms", None, night=night, work_out=usual_terms).found


def _lines(request: HttpRequest, terms: list[Terms], code: str) -> Lines | None:
    """None where nothing was ever sold, so that nobody knows what a customer would pay."""
    if not terms:
        return None
    filled_in = request.GET if f"{Lines.NAME}-TOTAL_FORMS" in request.GET else None
    return Lines.of(request.user, terms, filled_in, code=code)
