"""My payouts: what is coming and when, what is held and why, where it goes, what was paid."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from agents import access
from commissions.ledger.balances import balances
from commissions.payouts import methods, tax_forms
from commissions.payouts.due import due
from commissions.payouts.models import Item, Rail
from commissions.tasks import announce_methods
from commissions.views import payout_forms as forms
from mlmsite.lib import clock, written

PAGE = 50

_ON_THE_WAY = (Item.State.PENDING, Item.State.SENT)


@access.for_agents
def payouts(request: HttpRequest) -> HttpResponse:
    me, today = access.me(request.user), clock.today()
    mine = me.payouts.select_related("batch", "method").order_by("-pk")
    over = mine.exclude(state__in=_ON_THE_WAY).exclude(state=Item.State.REMOVED)
    in_use = list(methods.in_use(me))
    context = {
        "today": today,
        "due": [d for d in due(on=today, among=me.accounts.all()) if not d.only_waits],
        "balances": balances(me, on=today),
        "coming": mine.filter(state__in=_ON_THE_WAY).exclude(batch__state="draft"),
        "methods": in_use,
        "missing": [c for c in Rail.choices if c[0] not in {m.rail for m in in_use}],
        "tax_form": tax_forms.in_use(me),
        "page": Paginator(over, PAGE).get_page(request.GET.get("page")),
    }
    template = "commissions/_payouts.html" if request.htmx else "commissions/payouts.html"
    return render(request, template, context)


@access.for_agents
def set_method(request: HttpRequest, rail: str) -> HttpResponse:
    """Confirmed by the password or the second factor, which the form asks for."""
    me = access.me(request.user)
    form = forms.of_rail(rail)(request.POST or None, request=request, initial={"holder": me.name})
    if request.method == "POST" and form.is_valid():
        set_ = methods.set_method(
            me,
            form.account,
            holder=form.cleaned_data["holder"],
            by=request.user,
            at=timezone.now(),
            today=clock.today(),
        )
        # If that fails, the mail goes out with the next round of the beat.
        transaction.on_commit(announce_methods.delay, robust=True)
        messages.success(
            request,
            gettext("Saved. Nothing is paid before %(day)s; you get a mail.")
            % {"day": written.day(set_.pays_from)},
        )
        return redirect("payouts")
    before = methods.in_use(me).filter(rail=rail).first()
    until = methods.held_until(clock.today())
    context = {"form": form, "rail": Rail(rail), "before": before, "until": until}
    return render(request, "commissions/payout_method.html", context, status=_status(form))


@access.for_agents
def remove_method(request: HttpRequest, method_id: int) -> HttpResponse:
    """Confirmed like any other change: without it, the money may go another agreed way."""
    mine = get_object_or_404(methods.in_use(access.me(request.user)), pk=method_id)
    form = forms.Confirmed(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        methods.remove(mine, at=timezone.now())
        transaction.on_commit(announce_methods.delay, robust=True)
        until = written.day(methods.held_until(clock.today()))
        messages.success(
            request,
            gettext("Removed. Nothing is paid before %(day)s; you get a mail.") % {"day": until},
        )
        return redirect("payouts")
    context = {"form": form, "method": mine, "until": methods.held_until(clock.today())}
    return render(request, "commissions/remove_method.html", context, status=_status(form))


@access.for_agents
def tax_form(request: HttpRequest) -> HttpResponse:
    me = access.me(request.user)
    form = forms.TaxFormForm(request.POST or None, request=request, initial={"name": me.name})
    if request.method == "POST" and form.is_valid():
        tax_forms.sign(
            me,
            form.taxpayer,
            kind=form.cleaned_data["kind"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, gettext("Your tax form is saved."))
        return redirect("payouts")
    context = {"form": form, "before": tax_forms.in_use(me)}
    return render(request, "commissions/tax_form.html", context, status=_status(form))


def _status(form) -> int:
    return 422 if form.errors else 200
