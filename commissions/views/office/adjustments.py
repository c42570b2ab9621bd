"""Adjustments: those that wait for a second person, and all others."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from agents.views import asked
from commissions.adjustments import adjust
from commissions.adjustments.models import Adjustment
from commissions.views.office import door
from commissions.views.office.forms import Because
from mlmsite.lib import clock

PAGE = 50


@door.payouts_page
def adjustments(request: HttpRequest) -> HttpResponse:
    """`?state=` chooses among them."""
    state = asked.text(request, "state")
    found = Adjustment.objects.select_related(
        "agent", "made_by", "decided_by", "reversal_asked_by", "reversed_by"
    ).order_by("-pk")
    if state:
        found = found.filter(state=state)
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "state": state,
        "states": Adjustment.State.choices,
    }
    partial = "commissions/office/_adjustments.html"
    whole = "commissions/office/adjustments.html"
    return render(request, partial if request.htmx else whole, context)


def _act(request: HttpRequest, pk: int, act: Callable[[Adjustment], str]) -> HttpResponse:
    """`act` returns what became of it."""
    found = get_object_or_404(Adjustment, pk=pk)
    try:
        done = act(found)
    except adjust.AdjustmentRefused as e:
        messages.error(request, str(e))
    else:
        messages.success(request, done % {"ref": found.ref})
    return redirect("adjustments")


@door.action
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    def act(found: Adjustment) -> str:
        adjust.approve(found, by=request.user, at=timezone.now(), today=clock.today())
        return gettext("%(ref)s is approved, and posted.")

    return _act(request, pk, act)


@door.action
def reject(request: HttpRequest, pk: int) -> HttpResponse:
    def act(found: Adjustment) -> str:
        adjust.reject(found, by=request.user, at=timezone.now())
        return gettext("%(ref)s is rejected.")

    return _act(request, pk, act)


@door.action
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    def act(found: Adjustment) -> str:
        form = Because(request.POST)
        if not form.is_valid():
            raise adjust.AdjustmentRefused(gettext("Say why it is reversed."))
        after = adjust.undo(
            found,
            because=form.cleaned_data["because"],
            by=request.user,
            at=timezone.now(),
            today=clock.today(),
        )
        if after.waits_for_reversal:
            return gettext("%(ref)s is to be reversed: somebody else has to approve that.")
        return gettext("%(ref)s is reversed.")

    return _act(request, pk, act)


@door.action
def approve_undo(request: HttpRequest, pk: int) -> HttpResponse:
    def act(found: Adjustment) -> str:
        adjust.approve_undo(found, by=request.user, at=timezone.now(), today=clock.today())
        return gettext("%(ref)s is reversed.")

    return _act(request, pk, act)


@door.action
def reject_undo(request: HttpRequest, pk: int) -> HttpResponse:
    def act(found: Adjustment) -> str:
        adjust.reject_undo(found, by=request.user)
        return gettext("%(ref)s is not reversed: it stays posted.")

    return _act(request, pk, act)
