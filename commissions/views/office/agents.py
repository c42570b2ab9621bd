"""One agent's payouts, for administrators: its money, what holds it, and what may be done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from agents.models import Agent
from commissions.adjustments.adjust import AdjustmentRefused, adjust
from commissions.ledger.balances import balances
from commissions.payouts import holds, methods, tax_forms
from commissions.payouts.due import due
from commissions.payouts.models import Hold
from commissions.views.office import door
from commissions.views.office.forms import AdjustmentForm, FindAgent, HoldForm
from mlmsite.lib import clock

LAST = 20


@door.payouts_page
def find(request: HttpRequest) -> HttpResponse:
    form = FindAgent(request.GET or None)
    if form.is_valid():
        return redirect("office_agent", form.cleaned_data["code"])
    return render(request, "commissions/office/find.html", {"form": form})


@door.payouts_page
def agent(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, get_object_or_404(Agent, code=code))


def _page(
    request: HttpRequest,
    agent: Agent,
    *,
    hold: HoldForm | None = None,
    adjustment: AdjustmentForm | None = None,
) -> HttpResponse:
    """With what was wrong in one of its forms, if something was."""
    today = clock.today()
    context = {
        "agent": agent,
        "balances": balances(agent, on=today),
        "due": list(due(on=today, among=agent.accounts.all())),
        "methods": methods.in_use(agent),
        "tax_form": tax_forms.in_use(agent),
        "holds": agent.holds.select_related("placed_by", "lifted_by").order_by("-pk"),
        "payouts": agent.payouts.select_related("batch", "method").order_by("-pk")[:LAST],
        "adjustments": agent.adjustments.select_related("made_by").order_by("-pk")[:LAST],
        "hold_form": hold or HoldForm(prefix="hold"),
        "adjustment_form": adjustment or AdjustmentForm(prefix="adjustment"),
    }
    wrong = 422 if hold or adjustment else 200
    return render(request, "commissions/office/agent.html", context, status=wrong)


@door.action
def place_hold(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Agent, code=code)
    form = HoldForm(request.POST, prefix="hold")
    if not form.is_valid():
        return _page(request, found, hold=form)
    holds.place(found, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
    messages.success(request, gettext("The payouts of %(code)s are held.") % {"code": found.code})
    return redirect("office_agent", code)


@door.action
def lift_hold(request: HttpRequest, hold_id: int) -> HttpResponse:
    hold = get_object_or_404(Hold.objects.select_related("agent"), pk=hold_id)
    try:
        holds.lift(hold, by=request.user, at=timezone.now())
    except holds.LiftedAlready as e:
        messages.error(request, str(e))
    else:
        messages.success(request, gettext("The hold is lifted."))
    return redirect("office_agent", hold.agent.code)


@door.action
def make_adjustment(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Agent, code=code)
    form = AdjustmentForm(request.POST, prefix="adjustment")
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("kind", "currency", "reason", "once")}
        try:
            made = adjust(
                found,
                **told,
                amount_minor=form.cleaned_data["amount_minor"],
                by=request.user,
                at=timezone.now(),
                today=clock.today(),
            )
        except AdjustmentRefused as e:
            form.add_error(None, str(e))
        else:
            posted = made.state == made.State.POSTED
            said = (
                gettext("%(ref)s is posted.")
                if posted
                else gettext("%(ref)s is proposed: somebody else has to approve it.")
            )
            messages.success(request, said % {"ref": made.ref})
            return redirect("office_agent", code)
    return _page(request, found, adjustment=form)
