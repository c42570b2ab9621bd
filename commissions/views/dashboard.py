"""Where the log-in's agent stands: money, this month, the next rank, the last nights."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from agents import access
from commissions.feed import news
from commissions.ledger.balances import balances
from commissions.nights import earnings
from commissions.standings.months import months
from commissions.standings.progress import progress
from commissions.views.office import door
from mlmsite.lib import clock


def home(request: HttpRequest) -> HttpResponse:
    """The dashboard; for staff who are no agents themselves, the back office."""
    if request.user.is_staff and not access.is_agent(request.user):
        return redirect("office" if request.user.has_perm(door.PAY_OUT) else "admin:index")
    return dashboard(request)


@access.for_agents
def dashboard(request: HttpRequest) -> HttpResponse:
    me = access.me(request.user)
    night = earnings.last_night()
    context = {
        "me": me,
        "night": night,
        "progress": progress(me, day=night) if night else None,
        "balances": balances(me, on=clock.today()),
        "months": months(me, since=night, until=night) if night else [],
        "nights": earnings.last_nights(me),
        "news": news.latest(me, night=night) if night else [],
    }
    return render(request, "commissions/dashboard.html", context)
