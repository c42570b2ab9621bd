"""My customers: those of the log-in's agent, and what they subscribe to."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agents import access
from agents import customers as sold
from agents.views import asked
from mlmsite.lib import clock

PAGE = 50


@access.for_agents
def customers(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    words = asked.text(request, "q")
    own = access.customers(request.user)
    found = sold.with_subscriptions(sold.found(own, words=words), day=today)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "words": words, "today": today}
    template = "agents/_customers.html" if request.htmx else "agents/customers.html"
    return render(request, template, context)
