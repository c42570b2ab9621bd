"""The second factor: staff must have one, and confirm with it what moves money.

An authenticator app (TOTP) or a passkey, both django-allauth's; recovery codes for a lost one.
"""

import copy
import re
import time
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode, urlsplit

from allauth.account.authentication import get_authentication_records
from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.models import Authenticator
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django_htmx.http import HttpResponseClientRedirect

View = Callable[..., HttpResponse]

_CODE = re.compile(r"\d{3} ?\d{3}")
_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def required(get_response: View) -> View:
    """Middleware: staff without a second factor get to the pages that set one up, and no others."""

    def middleware(request: HttpRequest) -> HttpResponse:
        allowed = request.path.startswith((reverse("account_logout").removesuffix("logout/"),))
        if allowed or not _must_set_up(request.user):
            return get_response(request)
        there = reverse("mfa_index")
        if request.htmx:
            return HttpResponseClientRedirect(there)
        messages.warning(request, gettext("Administrators need a second factor: set one up first."))
        return redirect(there)

    return middleware


def _must_set_up(user: AbstractBaseUser) -> bool:
    return settings.STAFF_SECOND_FACTOR and getattr(user, "is_staff", False) and not has_one(user)


def has_one(user: AbstractBaseUser) -> bool:
    return Authenticator.objects.filter(user=user, type__in=_FACTORS).exists()


def fresh(view: View) -> View:
    """Only with the second factor given in the last `SECOND_FACTOR_MINUTES`; otherwise it is asked
    for, and leads back to the page from which this was wanted."""

    @wraps(view)
    def page(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not settings.STAFF_SECOND_FACTOR or _recently(request):
            return view(request, *args, **kwargs)
        messages.info(request, gettext("Confirm with your second factor, then do it again."))
        there = f"{_ask(request.user)}?{urlencode({'next': _back(request)})}"
        return HttpResponseClientRedirect(there) if request.htmx else redirect(there)

    return page


def _recently(request: HttpRequest) -> bool:
    since = time.time() - settings.SECOND_FACTOR_MINUTES * 60
    records = get_authentication_records(request, request.user)
    return any(r.get("method") == "mfa" and r["at"] > since for r in records)


def _ask(user: AbstractBaseUser) -> str:
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        return reverse("mfa_reauthenticate")
    if has_one(user):
        return reverse("mfa_reauthenticate_webauthn")
    raise PermissionDenied(gettext("This needs a second factor: set one up under Security."))


def _back(request: HttpRequest) -> str:
    if request.method == "GET":
        return request.get_full_path()
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        parts = urlsplit(came_from)
        return parts._replace(scheme="", netloc="").geturl()
    return reverse("home")


def confirmed_by(user: AbstractBaseUser, request: HttpRequest, secret: str) -> bool:
    """Is it the user's password, or a code of now of its authenticator app? A wrong one counts as
    a failed log-in."""
    # Who is locked out is refused whatever it is, so codes aren't guessed past the lock either.
    if not AxesProxyHandler.is_allowed(request, {"username": user.get_username()}):
        request.axes_locked_out = True
        return False
    return _is_code(user, secret) or _is_password(user, request, secret)


def _is_code(user: AbstractBaseUser, secret: str) -> bool:
    """By allauth's form: it limits the tries of each user, from wherever they come."""
    totp = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP)
    if not _CODE.fullmatch(secret.strip()) or not totp.exists():
        return False
    return ReauthenticateForm(user=user, data={"code": secret.strip()}).is_valid()


def _is_password(user: AbstractBaseUser, request: HttpRequest, secret: str) -> bool:
    # axes keeps the form of a failed try in clear: without an account, or a mistyped secret.
    bare = copy.copy(request)
    bare.GET = bare.POST = QueryDict()
    right = authenticate(bare, username=user.get_username(), password=secret) == user
    # By these its middleware answers for who is locked out now.
    vars(request).update({k: v for k, v in vars(bare).items() if k.startswith("axes_")})
    return right
