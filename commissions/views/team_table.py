"""My team as a table: filtered, sorted, page by page, and all of it as CSV."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from agents import access
from agents.views import asked
from commissions.nights.earnings import last_night
from commissions.team import export, table
from commissions.team.members import rank_names
from commissions.views.team_forms import TeamFilter
from commissions.views.team_words import words

# What each is sorted by at first; figures begin with the largest.
FIRST = {
    "name": (_("Name"), "name"),
    "level": (_("Level"), "level"),
    "joined": (_("Joined"), "-joined"),
    "rank": (_("Rank"), "-rank"),
    "pv": (_("Personal volume"), "-pv"),
    "gv": (_("Group volume"), "-gv"),
    "customers": (_("Customers"), "-customers"),
    "team": (_("Team"), "-team"),
}


@dataclass(frozen=True)
class Column:
    """A heading: `sorted` is how it is sorted by now, in ARIA's words, `next` what its link asks
    for."""

    name: str
    label: str
    sorted: str
    next: str


def columns(sort: str) -> list[Column]:
    found = []
    for name, (label, first) in FIRST.items():
        now = sort if sort.removeprefix("-") == name else ""
        other = name if now.startswith("-") else f"-{name}"
        words = ("descending" if now.startswith("-") else "ascending") if now else ""
        found.append(Column(name, label, words, other if now else first))
    return found


@access.for_agents
def team_table(request: HttpRequest) -> HttpResponse:
    """`?after=CODE` and `?before=CODE` turn the pages. htmx gets the filters with the rows."""
    me, night = access.me(request.user), last_night()
    form = TeamFilter(request.GET, ranks=rank_names(night))
    after, before = (
        access.agent_or_404(request.user, code) if (code := asked.text(request, name)) else None
        for name in ("after", "before")
    )
    context = {"me": me, "night": night, "form": form, "word": words()}
    if form.is_valid():
        wanted = form.asked()
        context["page"] = table.page(me, wanted, night=night, after=after, before=before)
        context |= {"count": table.count(me, wanted), "counted": table.COUNTED}
        context["columns"] = columns(wanted.sort)
        context["filtered"] = wanted != table.Asked(sort=wanted.sort)
    template = "commissions/team/_table.html" if request.htmx else "commissions/team/table.html"
    return render(request, template, context, status=200 if form.is_valid() else 422)


@access.for_agents
def team_csv(request: HttpRequest) -> HttpResponse:
    """What the table was asked for, whole."""
    me, night = access.me(request.user), last_night()
    form = TeamFilter(request.GET, ranks=rank_names(night))
    if not form.is_valid():
        context = {"me": me, "night": night, "form": form}
        return render(request, "commissions/team/table.html", context, status=422)
    name = export.file_name(me, night)
    return StreamingHttpResponse(
        export.lines(me, form.asked(), night=night),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": content_disposition_header(True, name)},
    )
