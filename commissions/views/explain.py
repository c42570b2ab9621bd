"""Why I was paid (a line's story), and why not (what was missed on a night)."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from agents import access
from agents.views import asked
from commissions.explain import missed, then
from commissions.explain.story import story
from commissions.explain.ways import NotKept
from commissions.nights.models import Line, Run


@access.for_agents
def line(request: HttpRequest, line_id: int) -> HttpResponse:
    """Somebody else's is a 404."""
    me = access.me(request.user)
    lines = Line.objects.select_related("charge", "rank").filter(earner=me)
    opened = get_object_or_404(lines, pk=line_id)
    opened.earner = me
    template = "commissions/_story.html" if request.htmx else "commissions/story.html"
    return render(request, template, {"story": story(opened)})


@access.for_agents
def what_was_missed(request: HttpRequest) -> HttpResponse:
    """`?night=` (the last with charges), `?rule=` that decided, `?after=` the charge to go on
    behind; `?charge=` that one alone, with its way."""
    me = access.me(request.user)
    night, problem = _night(request)
    night = night or then.last_with_charges(me)
    rule = asked.text(request, "rule")
    rule = rule if rule in missed.RULES else ""
    context = {"me": me, "night": night, "problem": problem, "rule": rule, "rules": missed.RULES}
    if night is None:
        return render(request, "commissions/missed.html", context)
    charge, after = asked.number(request, "charge"), asked.number(request, "after")
    context |= {"around": then.around(night), "behind": after}
    try:
        if charge:
            context["opened"] = missed.one(me, night=night, charge=charge)
            return _rendered(request, "commissions/_missed_one.html", context)
        context["page"] = missed.page(me, night=night, rule=rule, after=after)
    except NotKept as e:
        context["not_kept"] = str(e)
    return _rendered(request, "commissions/_missed.html", context)


def _rendered(request: HttpRequest, partial: str, context: dict) -> HttpResponse:
    if "opened" in context and context["opened"] is None:
        raise Http404("That charge is none of those that were missed.")
    template = partial if request.htmx else "commissions/missed.html"
    status = 422 if context["problem"] else 200
    return render(request, template, context | {"partial": partial}, status=status)


def _night(request: HttpRequest) -> tuple[date | None, str]:
    """The night that is asked for, and what is wrong with it."""
    said = asked.text(request, "night")
    if not said:
        return None, ""
    try:
        night = date.fromisoformat(said)
    except ValueError:
        return None, _("That is not a day. Choose one from the calendar.")
    if not Run.objects.filter(pk=night).exists():
        return None, _("No night has run on that day. Here is the last with charges of your team.")
    return night, ""
