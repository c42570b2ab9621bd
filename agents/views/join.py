"""An agent's page for new agents: what it is, applying, and confirming that."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agents import letters, links, logins
from agents.enrolment import applying, confirming, welcome
from agents.enrolment.applying import ApplicationRefused
from agents.enrolment.models import Agreement, Application
from agents.models import Agent
from agents.querysets import with_email
from agents.views import visitors
from agents.views.visitor_forms import Address, Apply
from mlmsite.lib import client, clock, markdown


@visitors.for_visitors
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, code: str = "") -> HttpResponse:
    link, agreement = links.followed(code), applying.in_force(clock.today())
    context = {"link": link, "agreement": agreement, "company": visitors.company()}
    if agreement is None:
        return render(request, "agents/visitors/join.html", context)
    form, status = Apply(request.POST or None, agreement=agreement), 200
    if request.method == "POST":
        try:
            if form.is_valid():
                return _applied(request, form, link, agreement)
            status = 422
        except (visitors.TooOften, ApplicationRefused, letters.MailNotSent) as e:
            form.add_error(None, str(e))
            status = 429 if isinstance(e, visitors.TooOften) else 422
    context |= {"form": form, "text": markdown.html(agreement.text)}
    return render(request, "agents/visitors/join.html", context, status=status)


def _applied(
    request: HttpRequest, form: Apply, link: links.Link, agreement: Agreement
) -> HttpResponse:
    if form.is_trapped:
        return redirect("applied")
    visitors.count(request, "apply")
    if form.cleaned_data["read"] != agreement.fingerprint:
        raise applying.AgreementChanged
    email = form.cleaned_data["email"]
    application = applying.apply(
        name=form.cleaned_data["name"],
        email=email,
        link=link,
        agreement=agreement,
        address=client.address(request),
        today=clock.today(),
        at=timezone.now(),
    )
    _mail(email, application, site=visitors.site(request))
    return redirect("applied")


def _mail(email: str, application: Application | None, *, site: str) -> None:
    """What no page may say: whether the address is known here."""
    words = {"application": application, "company": visitors.company(), "site": site}
    words["login"] = site + reverse("account_login")
    if application is not None:
        words["link"] = site + reverse("confirm", args=[applying.token(application)])
    else:
        words["agent"] = with_email(Agent.objects.all(), email).order_by("pk").first()
        words["known"] = applying.is_known(email)
    letters.send(
        to=email,
        subject=_("Your application to become a distributor"),
        template="agents/email/applied.txt",
        words=words,
    )


@visitors.for_visitors
@require_http_methods(["GET", "POST"])
def applied(request: HttpRequest) -> HttpResponse:
    """Look into your mail; and send it again."""
    form, status, again = Address(request.POST or None), 200, False
    if request.method == "POST":
        try:
            if form.is_valid():
                visitors.count(request, "apply")
                if not form.is_trapped:
                    _mail_again(form.cleaned_data["email"], site=visitors.site(request))
                form, again = Address(), True
            else:
                status = 422
        except (visitors.TooOften, letters.MailNotSent) as e:
            form.add_error(None, str(e))
            status = 429 if isinstance(e, visitors.TooOften) else 503
    context = {"form": form, "again": again}
    return render(request, "agents/visitors/applied.html", context, status=status)


def _mail_again(email: str, *, site: str) -> None:
    known = applying.is_known(email)
    waiting = with_email(applying.waiting(at=timezone.now()), email)
    _mail(email, None if known else waiting.first(), site=site)


@visitors.for_visitors
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, ticket: str) -> HttpResponse:
    """The link of the mail: what will be, and a button. Programs that read mails only look.
    Afterwards it says where the application stands."""
    application = applying.found(ticket)
    if application is None:
        return render(request, "agents/visitors/confirm_gone.html", status=404)
    refused, status = None, 200
    if request.method == "POST":
        try:
            return redirect(_confirmed(application, site=visitors.site(request)))
        except (ApplicationRefused, logins.LoginRefused) as e:
            refused, status = str(e), 422
    context = {
        "application": application,
        "refused": refused,
        "expired": application.agent is None and application.waits_until <= timezone.now(),
        "sponsor": _sponsor(application),
        "company": visitors.company(),
    }
    return render(request, "agents/visitors/confirm.html", context, status=status)


def _sponsor(application: Application) -> Agent | None:
    if application.agent is not None:
        return application.agent.sponsor
    return confirming.sponsor_of(application)


def _confirmed(application: Application, *, site: str) -> str:
    """Where the new agent chooses its password."""
    with transaction.atomic():
        agent, enrolled = confirming.confirm(application, today=clock.today(), at=timezone.now())
        next_page = logins.open_here(agent)
    if enrolled:
        welcome.tell_sponsor(agent, site=site)
    return next_page
