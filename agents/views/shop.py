"""An agent's page for customers: who recommends what, and subscribing to it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agents import letters, links
from agents.shop import private
from agents.shop.subscribing import Subscribed, offered, subscribe
from agents.views import visitors
from agents.views.visitor_forms import Subscribe
from mlmsite.lib import clock


@visitors.for_visitors
@require_http_methods(["GET", "POST"])
def shop(request: HttpRequest, code: str = "") -> HttpResponse:
    link = links.followed(code)
    form = Subscribe(request.POST or None, offers=offered(), use_required_attribute=True)
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                return _subscribed(request, form, link)
            status = 422
        except visitors.TooOften as e:
            form.add_error(None, str(e))
            status = 429
    context = {"form": form, "link": link, "company": visitors.company(), "today": clock.today()}
    return render(request, "agents/visitors/shop.html", context, status=status)


def _subscribed(request: HttpRequest, form: Subscribe, link: links.Link) -> HttpResponse:
    there = reverse("shop_thanks", args=[link.agent.code])
    if form.is_trapped:
        return redirect(there)
    visitors.count(request, "subscribe")
    made = subscribe(
        offer=form.chosen,
        name=form.cleaned_data["name"],
        email=form.cleaned_data["email"],
        link=link,
        today=clock.today(),
        at=timezone.now(),
    )
    try:
        _mail(made, site=visitors.site(request))
    except letters.MailNotSent:
        return redirect(f"{there}?unsent")
    return redirect(there)


def _mail(made: Subscribed, *, site: str) -> None:
    letters.send(
        to=made.customer.email,
        subject=_("Your subscription, and your link to it"),
        template="agents/email/subscribed.txt",
        words={
            "made": made,
            "company": visitors.company(),
            "link": site + reverse("my_subscriptions", args=[private.token(made.customer)]),
        },
    )


@visitors.for_visitors
def thanks(request: HttpRequest, code: str) -> HttpResponse:
    """The same for everybody: whether an address was known here is said in the mail alone."""
    context = {"link": links.followed(code), "unsent": "unsent" in request.GET}
    return render(request, "agents/visitors/thanks.html", context)
