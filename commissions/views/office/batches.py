"""The batches: a list, and each with its items, what changed, and its history."""

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from agents.views import asked
from commissions.payouts.models import Batch, Item
from commissions.payouts.sending import stopped_since
from commissions.payouts.since import lost_since
from commissions.views.office import door
from commissions.views.office.forms import Because, PaidOn
from mlmsite.lib import clock

PAGE = 50


@door.payouts_page
def batches(request: HttpRequest) -> HttpResponse:
    """`?state=` chooses among them."""
    state = asked.text(request, "state")
    found = Batch.objects.with_totals().select_related("made_by").order_by("-pk")
    if state:
        found = found.filter(state=state)
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "state": state,
        "states": Batch.State.choices,
    }
    partial = "commissions/office/_batches.html"
    return render(request, partial if request.htmx else "commissions/office/batches.html", context)


@door.payouts_page
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """`?state=` chooses among its items, `?q=` searches for an agent."""
    found = get_object_or_404(Batch.objects.with_totals(), pk=batch_id)
    state, words = asked.text(request, "state"), asked.text(request, "q")
    items = found.items.select_related("agent", "method").order_by("agent__code")
    if state:
        items = items.filter(state=state)
    if words:
        items = items.filter(agent__code__iexact=words) | items.filter(agent__name__icontains=words)
    context = {
        "batch": found,
        "page": Paginator(items, PAGE).get_page(request.GET.get("page")),
        "state": state,
        "words": words,
        "states": Item.State.choices,
    }
    if request.htmx:
        return render(request, "commissions/office/_items.html", context)
    context["late"] = found.pay_on < clock.today()
    context["pays_me"] = _kept(found).filter(agent__user=request.user).exists()
    return render(request, "commissions/office/batch.html", context | _more(found))


def _kept(batch: Batch) -> QuerySet[Item]:
    return batch.items.exclude(state=Item.State.REMOVED)


def _more(batch: Batch) -> dict:
    open_states = (Batch.State.SUBMITTED, Batch.State.APPROVED)
    given = batch.approvals.select_related("approver").order_by("pk")
    by_state = (
        batch.items.values_list("state")
        .annotate(count=Count("pk"), total=Sum("amount_minor"))
        .order_by("state")
    )
    return {
        "by_state": [(Item.State(state).label, *sums) for state, *sums in by_state],
        "lost": lost_since(batch, on=clock.today()) if batch.state in open_states else {},
        "stopped": stopped_since(batch, on=clock.today()) if batch.state in open_states else {},
        "approvals": [(a, a.items_sha256 == batch.items_sha256) for a in given],
        "because": Because(),
        "paid_on": PaidOn(initial={"on": clock.today()}),
    }
