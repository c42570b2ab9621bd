"""Trends: the log-in's agent's earnings, team, legs and customers as pictures."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agents import access
from commissions.nights import earnings
from commissions.standings.progress import progress
from commissions.trends import needs
from commissions.trends.earned import earned
from commissions.trends.legs import legs
from commissions.trends.people import people
from commissions.trends.stayed import stayed


@access.for_agents
def trends(request: HttpRequest) -> HttpResponse:
    me = access.me(request.user)
    night = earnings.last_night()
    if night is None:
        return render(request, "commissions/trends.html", {"me": me})
    standing = progress(me, day=night)
    context = {
        "me": me,
        "night": night,
        "progress": standing,
        "rings": needs.rings(standing.needs) if standing else [],
        "earned": earned(me, night=night),
        "people": people(me, night=night),
        "legs": legs(me, night=night),
        "stayed": stayed(me, night=night),
    }
    return render(request, "commissions/trends.html", context)
