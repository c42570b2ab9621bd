"""Programs that ask in my name: their keys, and the third parties that I have let in."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from oauth2_provider.models import AccessToken, Application, Grant, RefreshToken

from agents import access, second_factor
from agents.programs import keys
from agents.programs.scopes import offered_to


class KeyForm(forms.Form):
    name = forms.CharField(
        label=_("What it is for"), max_length=100, help_text=_("You find it again by this.")
    )
    days = forms.TypedChoiceField(
        label=_("Good for"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("a year")), (0, _("no end"))],
        initial=90,
    )
    scopes = forms.MultipleChoiceField(
        label=_("It may"), widget=forms.CheckboxSelectMultiple, help_text=_("The less the better.")
    )
    secret = forms.CharField(
        label=_("Your password, or a code of your authenticator app"),
        max_length=128,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def __init__(self, *args, request: HttpRequest, **options) -> None:
        super().__init__(*args, **options)
        self.request = request
        offered = offered_to(request.user)
        self.fields["scopes"].choices = [(scope, words) for scope, words in offered.items()]

    def clean_secret(self) -> str:
        secret = self.cleaned_data["secret"]
        if not second_factor.confirmed_by(self.request.user, self.request, secret):
            raise forms.ValidationError(gettext("This is neither your password nor a code of now."))
        return secret


@never_cache
@login_required
def programs(request: HttpRequest) -> HttpResponse:
    """My keys, and a form for a new one: what a program sends is shown once, here."""
    user = request.user
    if not (user.is_staff or access.is_agent(user)):
        raise PermissionDenied(gettext("Keys are for distributors and administrators."))
    if request.method == "POST":
        return second_factor.fresh(_make)(request) if user.is_staff else _make(request)
    return _page(request, KeyForm(request=request))


def _make(request: HttpRequest) -> HttpResponse:
    form = KeyForm(request.POST, request=request)
    if form.is_valid():
        return _page(request, KeyForm(request=request), shown=_made(request, form))
    return _page(request, form)


def _page(request: HttpRequest, form: KeyForm, *, shown: str = "") -> HttpResponse:
    user = request.user
    context = {
        "form": form,
        "shown": shown,
        "keys": user.keys.filter(revoked_at=None).order_by("-pk"),
        "now": timezone.now(),
        "parties": Application.objects.filter(refreshtoken__in=_tokens(user)).distinct(),
    }
    status = 422 if form.errors else 200
    return render(request, "agents/programs.html", context, status=status)


def _made(request: HttpRequest, form: KeyForm) -> str:
    told, now = form.cleaned_data, timezone.now()
    _, text = keys.make(
        request.user,
        name=told["name"],
        scopes=told["scopes"],
        at=now,
        expires_at=now + timedelta(days=told["days"]) if told["days"] else None,
    )
    return text


@login_required
@require_POST
def revoke_key(request: HttpRequest, key_id: int) -> HttpResponse:
    keys.revoke(get_object_or_404(request.user.keys, pk=key_id), at=timezone.now())
    messages.success(request, gettext("The key is revoked: it opens nothing any more."))
    return redirect("programs")


@login_required
@require_POST
def shut_out(request: HttpRequest, application_id: int) -> HttpResponse:
    """A third party has to ask again."""
    application = get_object_or_404(Application, pk=application_id)
    with transaction.atomic():
        for model in (RefreshToken, AccessToken, Grant):
            model.objects.filter(user=request.user, application=application).delete()
    messages.success(
        request,
        gettext("%(name)s can't ask in your name any more.") % {"name": application.name},
    )
    return redirect("programs")


def _tokens(user):
    return RefreshToken.objects.filter(user=user, revoked=None)
