"""A customer's own page: what it subscribes to, and how that ends. Without an account."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agents import letters
from agents.models import Customer, Subscription
from agents.querysets import with_email
from agents.shop import private
from agents.shop.cancelling import CancellationRefused, cancel, end_of, undo
from agents.views import visitors
from agents.views.visitor_forms import Address
from mlmsite.lib import clock


@visitors.for_visitors
@require_http_methods(["GET", "POST"])
def my_link(request: HttpRequest) -> HttpResponse:
    """Send me my link again. The answer is the same for every address."""
    form, status, sent = Address(request.POST or None), 200, False
    if request.method == "POST":
        try:
            if form.is_valid():
                visitors.count(request, "my-link")
                if not form.is_trapped:
                    _mail_link(form.cleaned_data["email"], site=visitors.site(request))
                sent = True
            else:
                status = 422
        except (visitors.TooOften, letters.MailNotSent) as e:
            form.add_error(None, str(e))
            status = 429 if isinstance(e, visitors.TooOften) else 503
    context = {"form": form, "sent": sent}
    return render(request, "agents/visitors/my_link.html", context, status=status)


def _mail_link(email: str, *, site: str) -> None:
    customer = with_email(Customer.objects.all(), email).order_by("pk").first()
    link = customer and site + reverse("my_subscriptions", args=[private.token(customer)])
    letters.send(
        to=email,
        subject=_("Your link to your subscriptions"),
        template="agents/email/my_link.txt",
        words={"customer": customer, "link": link, "company": visitors.company()},
    )


@visitors.for_visitors
def my_subscriptions(request: HttpRequest, secret: str) -> HttpResponse:
    today = clock.today()
    customer = private.holder(secret)
    if customer is None:
        return render(request, "agents/visitors/my_gone.html", status=404)
    subscriptions = list(private.subscriptions(customer))
    for subscription in subscriptions:
        subscription.would_end_on = end_of(subscription, today)
    context = {"customer": customer, "secret": secret, "subscriptions": subscriptions}
    return render(request, "agents/visitors/my.html", {**context, "today": today})


def _act(
    request: HttpRequest, secret: str, subscription_id: int, act: Callable[[Subscription], str]
) -> HttpResponse:
    customer = private.holder(secret)
    if customer is None:
        raise Http404("A link that isn't anybody's.")
    subscription = get_object_or_404(private.subscriptions(customer), pk=subscription_id)
    try:
        messages.success(request, act(subscription))
    except CancellationRefused as e:
        messages.error(request, str(e))
    return redirect("my_subscriptions", secret)


@visitors.for_visitors
@require_POST
def my_cancel(request: HttpRequest, secret: str, subscription_id: int) -> HttpResponse:
    def act(subscription: Subscription) -> str:
        cancel(subscription, today=clock.today(), at=timezone.now())
        return _("Cancelled: nothing more is charged.")

    return _act(request, secret, subscription_id, act)


@visitors.for_visitors
@require_POST
def my_undo(request: HttpRequest, secret: str, subscription_id: int) -> HttpResponse:
    def act(subscription: Subscription) -> str:
        undo(subscription, today=clock.today(), at=timezone.now())
        return _("It goes on as before.")

    return _act(request, secret, subscription_id, act)
