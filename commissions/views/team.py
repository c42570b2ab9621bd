"""My team: the tree below the log-in's agent, the search in it, its levels, a person's card."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agents import access
from agents.models import Agent
from agents.views import asked
from commissions.nights.earnings import last_night
from commissions.team import card, tree
from commissions.team import levels as in_levels
from commissions.team.members import member as seen
from commissions.views.team_words import words as words_of_rows

ORDERS = {"joined": _("Joined"), "gv": _("Group volume"), "name": _("Name")}


@access.for_agents
def team(request: HttpRequest) -> HttpResponse:
    """`?under=CODE` the recruits of one agent, `?after=CODE` those behind that one, `?order=` by
    what, `?q=` a search in all of the team.

    htmx asks with the same addresses, and gets the rows alone.
    """
    me, night = access.me(request.user), last_night()
    words, order = asked.text(request, "q"), _order(request)
    under, after = _asked(request, "under") or me, _asked(request, "after")
    if words:
        page = tree.search(me, words=words, night=night, after=after)
    else:
        page = tree.recruits_of(under, me=me, night=night, order=order, after=after)
    context = {"me": me, "night": night, "under": under, "after": after, "page": page}
    context |= {"words": words, **_of_rows(order)}
    if request.htmx:
        return render(request, "commissions/team/_people.html", context)
    if under == me:
        context["recruits"] = card.recruits_count(me)
    else:
        context["path"] = tree.path(me, under)
    return render(request, "commissions/team/tree.html", context)


@access.for_agents
def team_to(request: HttpRequest, code: str) -> HttpResponse:
    """The tree, opened on the way down to somebody."""
    me, night, order = access.me(request.user), last_night(), _order(request)
    target = access.agent_or_404(request.user, code)
    context = {
        "me": me,
        "night": night,
        "under": me,
        "target": target,
        "path": tree.path(me, target),
        "opened": tree.opened_to(target, me=me, night=night, order=order),
        **_of_rows(order),
    }
    return render(request, "commissions/team/tree.html", context)


@access.for_agents
def team_levels(request: HttpRequest) -> HttpResponse:
    """How many people, and what they do, on each level. htmx gets the table alone."""
    context = {"levels": in_levels.levels(access.me(request.user)), "night": last_night()}
    partial = "commissions/team/_levels.html"
    return render(request, partial if request.htmx else "commissions/team/levels.html", context)


@access.for_agents
def member(request: HttpRequest, code: str) -> HttpResponse:
    """One person: what a night decided, month by month. Of customers counts and sums only."""
    me, night = access.me(request.user), last_night()
    agent = access.agent_or_404(request.user, code)
    context = {
        "me": me,
        "night": night,
        "member": seen(agent, me=me, night=night),
        "path": tree.path(me, agent),
        "months": card.months(agent, night=night) if night else [],
        "recruits": card.recruits_count(agent),
    }
    return render(request, "commissions/team/member.html", context)


def _order(request: HttpRequest) -> str:
    order = asked.text(request, "order")
    return order if order in ORDERS else tree.ORDERS[0]


def _of_rows(order: str) -> dict[str, object]:
    """`recruits_of` is the address of somebody's recruits but for the code, in this order."""
    kept = "" if order == tree.ORDERS[0] else f"order={order}&"
    recruits_of = f"{reverse('team')}?{kept}under="
    return {"order": order, "orders": ORDERS, "recruits_of": recruits_of, "word": words_of_rows()}


def _asked(request: HttpRequest, name: str) -> Agent | None:
    """The agent whose code stands in the address; None if none does."""
    code = asked.text(request, name)
    return access.agent_or_404(request.user, code) if code else None
