"""Statements: the list, a month, and the month as a PDF; an agent's own, and for staff anybody's.

`/statements/…` shows the log-in's agent, `/office/statements/CODE/…` the agent with that code.
"""

from datetime import date

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import content_disposition_header

from agents import access
from agents.models import Agent
from commissions.statements import pdf
from commissions.statements.index import years_of
from commissions.statements.month import NoStatement, Statement, statement
from commissions.views.office import door
from mlmsite.lib import clock

PAGE = 100
MINE, OFFICE = "base.html", "commissions/office/base.html"


@access.for_agents
def my_statements(request: HttpRequest) -> HttpResponse:
    me = access.me(request.user)
    context = {"base": MINE, "years": years_of(me, today=clock.today())}
    return render(request, "commissions/statements.html", context)


@access.for_agents
def my_statement(request: HttpRequest, month: date, currency: str) -> HttpResponse:
    shown = _statement_or_404(access.me(request.user), month, currency)
    around = {
        "base": MINE,
        "index": reverse("statements"),
        "download": reverse("statement_pdf", args=[month, currency]),
    }
    return _page(request, shown, around)


@access.for_agents
def my_statement_pdf(request: HttpRequest, month: date, currency: str) -> HttpResponse:
    return _pdf(access.me(request.user), month, currency)


@door.payouts_page
def statements_of(request: HttpRequest, code: str) -> HttpResponse:
    agent = get_object_or_404(Agent, code=code)
    years = years_of(agent, today=clock.today())
    context = {"base": OFFICE, "agent": agent, "years": years}
    return render(request, "commissions/statements.html", context)


@door.payouts_page
def statement_of(request: HttpRequest, code: str, month: date, currency: str) -> HttpResponse:
    shown = _statement_or_404(get_object_or_404(Agent, code=code), month, currency)
    around = {
        "base": OFFICE,
        "index": reverse("statements_of", args=[code]),
        "download": reverse("statement_of_pdf", args=[code, month, currency]),
    }
    return _page(request, shown, around)


@door.payouts_page
def statement_of_pdf(request: HttpRequest, code: str, month: date, currency: str) -> HttpResponse:
    return _pdf(get_object_or_404(Agent, code=code), month, currency)


def _statement_or_404(agent: Agent, month: date, currency: str) -> Statement:
    try:
        return statement(agent, month=month, currency=currency, today=clock.today())
    except NoStatement as e:
        raise Http404(str(e)) from None


def _page(request: HttpRequest, shown: Statement, around: dict[str, str]) -> HttpResponse:
    """`around` it: the template's base, and the addresses of the list and of the PDF."""
    page = Paginator(shown.entries, PAGE).get_page(request.GET.get("page"))
    context = {"statement": shown, "page": page, **around}
    return render(request, "commissions/statement.html", context)


def _pdf(agent: Agent, month: date, currency: str) -> HttpResponse:
    """In English for everybody: a document, of which there is one."""
    with translation.override(settings.LANGUAGE_CODE):
        shown = _statement_or_404(agent, month, currency)
        content = pdf.render(shown, company=settings.COMPANY_NAME)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": content_disposition_header(False, f"{shown.number}.pdf")},
    )
