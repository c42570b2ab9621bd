"""Tonight and this month: what the log-in's agent has earned, is about to, and may still."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agents import access
from agents.models import Agent
from commissions.nights import earnings
from commissions.nights.run import next_night
from commissions.outlook import forecast as outlook
from commissions.views.kept import MINUTES, for_a_while, renewals
from mlmsite.lib import clock


@access.for_agents
def forecast(request: HttpRequest) -> HttpResponse:
    """What is certain; the rest is worked out at an address of its own."""
    me, today = access.me(request.user), clock.today()
    return render(request, "commissions/forecast.html", _certain(me, today))


@access.for_agents
def forecast_worked_out(request: HttpRequest) -> HttpResponse:
    me, today = access.me(request.user), clock.today()
    context = _ahead(me, today) if request.htmx else _certain(me, today)
    night, coming = earnings.last_night(), context["coming"]
    if coming:
        rates = renewals(night) if night else []
        context["kept"] = for_a_while(
            "forecast",
            me,
            night=night,
            work_out=lambda: outlook.forecast(me, day=coming, today=today, observed=rates),
        )
    template = "commissions/_forecast.html" if request.htmx else "commissions/forecast.html"
    return render(request, template, context)


def _certain(me: Agent, today: date) -> dict:
    context = _ahead(me, today)
    coming = context["coming"]
    posted = outlook.posted_in(me, month=coming, today=today) if coming else ()
    return context | {"posted": posted}


def _ahead(me: Agent, today: date) -> dict:
    """`coming` is the night that runs next, None where no plan is loaded; `behind` how many are
    still to run before tonight's."""
    coming = next_night()
    behind = max(0, (today - coming).days) if coming else 0
    return {"me": me, "coming": coming, "behind": behind, "minutes": MINUTES}
