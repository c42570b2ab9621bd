"""Tonight's queue: who would be paid, who not, and why; drafts are made from it."""

from itertools import islice

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from agents.views import asked
from commissions.payouts import queue as payouts
from commissions.payouts.drafts import make_drafts
from commissions.payouts.due import due
from commissions.payouts.models import Batch
from commissions.views.office import door
from commissions.views.office.forms import PayOn
from mlmsite.lib import clock

PAGE = 50


@door.payouts_page
def queue(request: HttpRequest) -> HttpResponse:
    """`?why=` chooses among what can be paid and the reasons why the rest can't, `?q=` searches,
    `?after=` goes on behind that account."""
    today = clock.today()
    why, words = asked.text(request, "why"), asked.text(request, "q")
    found = due(on=today, after=asked.text(request, "after"), words=words)
    shown = list(islice(payouts.chosen(found, name=why), PAGE + 1))
    context = {
        "today": today,
        "why": why,
        "words": words,
        "names": payouts.NAMES,
        "dues": shown[:PAGE],
        "next": shown[PAGE - 1].account.name if len(shown) > PAGE else "",
    }
    if request.htmx:
        return render(request, "commissions/office/_queue.html", context)
    context["form"] = PayOn(today=today)
    context["open"] = Batch.objects.open().order_by("-pk")
    return render(request, "commissions/office/queue.html", context)


@door.payouts_page
def totals(request: HttpRequest) -> HttpResponse:
    """All of the queue counted; the queue's page asks for it when it is there."""
    today = clock.today()
    counted = payouts.totals(due(on=today))
    context = {
        "today": today,
        "totals": [(name, payouts.NAMES[name], of) for name, of in counted.items()],
    }
    whole = "commissions/office/totals.html"
    return render(request, "commissions/office/_totals.html" if request.htmx else whole, context)


@door.action
def make(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    form = PayOn(request.POST, today=today)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["pay_on"]))
        return redirect("office")
    made = make_drafts(
        on=today, pay_on=form.cleaned_data["pay_on"], by=request.user, at=timezone.now()
    )
    if not made:
        messages.warning(request, gettext("Nobody can be paid now: the queue says why."))
        return redirect("office")
    names = ", ".join(f"{batch.ref} ({batch.currency})" for batch in made)
    messages.success(
        request,
        gettext("Drafts made: %(names)s. Look at them, and submit them.") % {"names": names},
    )
    return redirect("batch", made[0].pk) if len(made) == 1 else redirect("batches")
