"""Who needs me today: my customers at risk, and those of my team whom a word would help."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agents import access, preferences
from commissions.assist import team
from commissions.assist.customers import at_risk
from commissions.nights import earnings
from mlmsite.lib import clock

SHOWN = 25


@access.for_agents
def today(request: HttpRequest) -> HttpResponse:
    me, night = access.me(request.user), earnings.last_night()
    context = {"me": me, "night": night}
    if night is not None:
        customers = at_risk(me, today=clock.today(), night=night)
        sections = {
            name: getattr(team, name)(me, night=night)
            for name in ("newcomers", "fading", "rising", "inactive")
        }
        behind = team.goals_behind(me, night=night)
        people = [hint.agent for section in sections.values() for hint in section.hints]
        people += [found.goal.agent for found in behind]
        context |= sections | {
            "customers": customers[:SHOWN],
            "more_customers": max(0, len(customers) - SHOWN),
            "goals": behind,
            "emails": preferences.shared_emails(people),
            "nothing": not (customers or behind or people),
        }
    return render(request, "commissions/today/today.html", context)
