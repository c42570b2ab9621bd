"""My team: the tree below the log-in's agent, level by level, and the search in it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agents import access
from agents import team as teams
from agents.views import asked


@access.for_agents
def team(request: HttpRequest) -> HttpResponse:
    """`?under=CODE` the recruits of one agent, `?after=CODE` those behind that one, `?q=` search.

    htmx asks with the same addresses, and gets the rows alone.
    """
    me = access.me(request.user)
    words, code = asked.text(request, "q"), asked.text(request, "after")
    under = access.agent_or_404(request.user, asked.text(request, "under") or me.code)
    after = access.agent_or_404(request.user, code) if code else None
    if words:
        page = teams.search(me, words=words, after=after)
    else:
        page = teams.recruits_of(under, seen_by=me, after=after)
    context = {"me": me, "under": under, "after": after, "words": words, "page": page}
    if request.htmx:
        return render(request, "agents/_team.html", context)
    if under == me:
        context["summary"] = teams.summary(me)
    else:
        context["path"] = teams.path(me, under)
        context["head"] = teams.member(under, seen_by=me)
    return render(request, "agents/team.html", context)
