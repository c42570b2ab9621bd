"""My earnings: every transfer of the log-in's agent, each opening into its lines."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from agents import access
from agents.views import asked
from commissions.ledger.models import Transfer
from commissions.nights import earnings as earned
from commissions.statements import words

PAGE = 50


@access.for_agents
def earnings(request: HttpRequest) -> HttpResponse:
    """`?currency=` and `?entry=` choose among them."""
    me = access.me(request.user)
    currency, entry = asked.text(request, "currency"), asked.text(request, "entry")
    transfers = earned.transfers_of(me, currency=currency, kind=entry)
    page = Paginator(transfers, PAGE).get_page(request.GET.get("page"))
    reasons = words.reasons(me)
    for shown in page:
        shown.opens = shown.kind in earned.ENTRIES
        shown.what = words.what(shown.kind, shown.key)
        shown.reason = reasons.get(shown.key, "")
    context = {
        "page": page,
        "currency": currency,
        "currencies": earned.currencies_of(me),
        "entry": entry,
        "entries": Transfer.Kind.choices,
    }
    template = "commissions/_earnings.html" if request.htmx else "commissions/earnings.html"
    return render(request, template, context)


@access.for_agents
def transfer(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """The lines behind one transfer. Somebody else's is a 404."""
    me = access.me(request.user)
    opened = get_object_or_404(earned.transfers_of(me), pk=transfer_id)
    if opened.kind not in earned.ENTRIES:
        raise Http404("No lines are behind this transfer.")
    lines = earned.lines_behind(opened, agent=me)
    context = {
        "me": me,
        "transfer": opened,
        "behind": earned.behind(opened, lines),
        "page": Paginator(lines, PAGE).get_page(request.GET.get("page")),
    }
    template = "commissions/_lines.html" if request.htmx else "commissions/transfer.html"
    return render(request, template, context)
