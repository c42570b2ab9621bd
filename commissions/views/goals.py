"""My goals, and those that my team shares with me."""

from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from agents import access
from agents.models import Agent
from agents.templatetags.figures import month as month_text
from commissions.goals import setting
from commissions.goals.models import Goal
from commissions.goals.reached import reached
from commissions.nights import earnings
from commissions.plans import versions
from mlmsite.lib import clock
from mlmsite.lib.money import BadMoney, parse_minor

PAGE = 25
_OF_AMOUNT = {Goal.Measure.CUSTOMERS, Goal.Measure.VOLUME}


class GoalForm(forms.Form):
    month = forms.ChoiceField(label=_("Month"))
    measure = forms.ChoiceField(label=_("What"), choices=Goal.Measure.choices)
    target = forms.CharField(
        label=_("How much"),
        required=False,
        max_length=20,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        help_text=_("Customers or points as a whole number, commissions like 500.00."),
    )
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    rank = forms.ChoiceField(
        label=_("Rank"), required=False, help_text=_("Where the goal is a rank.")
    )
    shared = forms.BooleanField(
        label=_("Those above me may see it"),
        required=False,
        initial=True,
        help_text=_("They can cheer, and offer their help."),
    )

    def __init__(self, *args, me: Agent, today: date, night: date, **options) -> None:
        super().__init__(*args, **options)
        following = (today.replace(day=1) + timedelta(days=31)).replace(day=1)
        self.fields["month"].choices = [
            (start.isoformat(), month_text(start)) for start in (today.replace(day=1), following)
        ]
        self.fields["currency"].choices = [(c, c) for c in earnings.currencies_of(me)] or [
            ("", gettext("none yet"))
        ]
        plan = versions.in_force(night)
        names = [] if plan is None else [rank.name for rank in plan.ranks.order_by("position")]
        self.fields["rank"].choices = [("", "—"), *((name, name) for name in names[1:])]

    def clean(self) -> dict:
        found = super().clean()
        measure, text = found.get("measure"), (found.get("target") or "").strip()
        if measure == Goal.Measure.RANK:
            found["target"] = 0
            if not found.get("rank"):
                self.add_error("rank", gettext("Choose the rank."))
        elif measure in _OF_AMOUNT:
            digits = text.replace(",", "").replace(".", "").replace(" ", "")
            found["target"] = int(digits) if digits.isascii() and digits.isdigit() else 0
            if not 0 < found["target"] < 10**12:
                self.add_error("target", gettext("Write a whole number above 0."))
        elif measure == Goal.Measure.INCOME:
            found["target"] = self._minor(text, found.get("currency") or "")
        return found

    def _minor(self, text: str, currency: str) -> int:
        if not currency:
            self.add_error("currency", gettext("You have not earned in any currency yet."))
            return 0
        try:
            amount = parse_minor(text.replace(",", "."), currency)
        except BadMoney:
            amount = 0
        if amount <= 0:
            self.add_error("target", gettext("Write an amount above 0, like 500.00."))
        return amount


@access.for_agents
def goals(request: HttpRequest) -> HttpResponse:
    """This month's and the next one's, a form for a new one, and those of the last year."""
    me, today = access.me(request.user), clock.today()
    night = earnings.last_night()
    form = None
    if night is not None:
        form = GoalForm(request.POST or None, me=me, today=today, night=night)
    if form and request.method == "POST" and form.is_valid() and _set(form, me, night):
        messages.success(request, gettext("Your goal is set."))
        return redirect("goals")
    since = today.replace(day=1) - timedelta(days=365)
    mine = list(Goal.objects.filter(agent=me, month__gte=since).order_by("-month", "measure"))
    found = reached(mine, night=night) if night else []
    now = [r for r in found if r.goal.month >= today.replace(day=1)]
    context = {
        "form": form,
        "now": now,
        "past": [r for r in found if r not in now],
        "night": night,
        "cheers": _cheers(now),
    }
    status = 422 if form and form.errors else 200
    return render(request, "commissions/goals/goals.html", context, status=status)


def _set(form: GoalForm, me: Agent, night: date) -> bool:
    told = form.cleaned_data | {"month": date.fromisoformat(form.cleaned_data["month"])}
    try:
        setting.set_goal(me, **told, night=night, at=timezone.now())
    except setting.GoalRefused as e:
        form.add_error(None, str(e))
        return False
    return True


def _cheers(found: list) -> dict[int, list]:
    goals = {r.goal.pk: [] for r in found}
    for cheer in setting.cheers_of(goals):
        goals[cheer.goal_id].append(cheer)
    return goals


@access.for_agents
@require_POST
def drop_goal(request: HttpRequest, goal_id: int) -> HttpResponse:
    setting.drop(get_object_or_404(Goal, pk=goal_id, agent=access.me(request.user)))
    messages.success(request, gettext("The goal is gone."))
    return redirect("goals")


@access.for_agents
def team_goals(request: HttpRequest) -> HttpResponse:
    """What my team wants to reach this month, the ones that fall behind first on each page."""
    me, today = access.me(request.user), clock.today()
    night = earnings.last_night()
    page = Paginator(setting.shared_with(me, month=today), PAGE).get_page(request.GET.get("page"))
    found = reached(list(page), night=night) if night else []
    found.sort(key=lambda r: (not r.behind, r.met, r.percent))
    context = {"page": page, "found": found, "said": setting.said_by(me, page), "night": night}
    return render(request, "commissions/goals/team.html", context)


class CheerForm(forms.Form):
    words = forms.CharField(max_length=280, required=False, strip=True)
    offers_help = forms.BooleanField(required=False)


@access.for_agents
@require_POST
def cheer(request: HttpRequest, goal_id: int) -> HttpResponse:
    me = access.me(request.user)
    goal = get_object_or_404(setting.shared_with(me, month=clock.today()), pk=goal_id)
    form = CheerForm(request.POST)
    try:
        if form.is_valid():
            setting.cheer(goal, by=me, **form.cleaned_data, at=timezone.now())
            told = gettext("%(name)s reads it beside the goal.") % {"name": goal.agent.name}
            messages.success(request, told)
        else:
            messages.error(request, gettext("At most 280 characters, please."))
    except setting.GoalRefused as e:
        messages.error(request, str(e))
    return redirect("team_goals")
