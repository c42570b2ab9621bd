"""The administration's pages about an agent's place: moving it, and who was above it on a day."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from agents.models import Agent
from agents.tree.move import MoveRefused, check, move
from agents.tree.past import upline_on
from commissions.moving.preview import Preview, preview
from commissions.nights.rehearse import Busy
from mlmsite.lib import clock

SHOWN = 100


class MoveForm(forms.Form):
    code = forms.CharField(
        max_length=32,
        label=_("New sponsor's code"),
        help_text=_(
            "The agent's whole downline goes with it, to the end of the new sponsor's team."
        ),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Stays on record with your name, for good."),
    )

    def __init__(self, *args, agent: Agent, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.agent = agent
        self.to: Agent | None = None

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip()
        self.to = Agent.objects.filter(code=code).first()
        if self.to is None:
            raise forms.ValidationError(gettext("No agent has the code %(code)s.") % {"code": code})
        try:
            check(self.agent, self.to)
        except MoveRefused as e:
            raise forms.ValidationError(str(e)) from e
        return code


class DayForm(forms.Form):
    on = forms.DateField(
        label=_("day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


@require_http_methods(["GET", "POST"])
def move_agent(request: HttpRequest, agent_id: int) -> HttpResponse:
    """Asks for sponsor and reason; shows what it changes; moves when that is confirmed."""
    agent = _agent(request, agent_id)
    form = MoveForm(request.POST or None, agent=agent)
    context = {"agent": agent, "form": form, "title": gettext("Move %(agent)s") % {"agent": agent}}
    if not form.is_valid():
        return _page(request, "move", context, status=422 if form.is_bound else 200)
    if "confirm" in request.POST:
        return _confirmed(request, form)
    try:
        shown = preview(agent, to=form.to)
    except Busy as e:
        form.add_error(None, str(e))
        return _page(request, "move", context, status=503)
    return _page(request, "move_preview", {**context, "to": form.to, **_changes(shown)})


def _changes(shown: Preview | None) -> dict:
    changes = shown.changes if shown else []
    return {
        "preview": shown,
        "changes": changes[:SHOWN],
        "more": max(0, len(changes) - SHOWN),
    }


def _confirmed(request: HttpRequest, form: MoveForm) -> HttpResponse:
    agent, reason = form.agent, form.cleaned_data["reason"]
    try:
        move(agent, to=form.to, by=request.user, reason=reason, at=timezone.now())
    except MoveRefused as e:
        messages.error(request, str(e))
        return redirect("admin:agents_agent_move", agent.pk)
    done = gettext("%(code)s now stands under %(sponsor)s; the next night sees it.") % {
        "code": agent.code,
        "sponsor": form.to.code,
    }
    messages.success(request, done)
    return redirect("admin:agents_agent_change", agent.pk)


def upline(request: HttpRequest, agent_id: int) -> HttpResponse:
    agent = _agent(request, agent_id)
    form = DayForm(request.GET if "on" in request.GET else {"on": clock.today()})
    day = form.cleaned_data["on"] if form.is_valid() else None
    context = {
        "agent": agent,
        "form": form,
        "day": day,
        "above": upline_on(agent, day) if day else [],
        "moves": agent.moves.select_related("from_sponsor", "to_sponsor", "moved_by").order_by(
            "-id"
        ),
        "title": gettext("Who was above %(agent)s") % {"agent": agent},
    }
    return _page(request, "upline", context, status=200 if day else 422)


def _agent(request: HttpRequest, agent_id: int) -> Agent:
    agent = get_object_or_404(Agent.objects.select_related("sponsor"), pk=agent_id)
    if not admin.site.get_model_admin(Agent).has_change_permission(request, agent):
        raise PermissionDenied
    return agent


def _page(request: HttpRequest, name: str, context: dict, status: int = 200) -> HttpResponse:
    back = reverse("admin:agents_agent_change", args=[context["agent"].pk])
    context = {**admin.site.each_context(request), **context, "back": back}
    return render(request, f"admin/agents/agent/{name}.html", context, status=status)
