"""Log-ins: people don't sign themselves up; a company opens a log-in for an agent it knows.

The agent gets a mail with a link, at which it chooses its password. The link is the one of a
forgotten password, so a lost mail is no reason to ask the company again.
"""

from smtplib import SMTPException

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from agents import access, preferences
from agents.models import Agent
from mlmsite.lib import reader


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        return False

    def pre_authenticate(self, request, **credentials) -> None:
        """axes counts wrong passwords, for a person and an address. allauth would count them for
        the person alone, and anybody could lock anybody out. Its limit stays on for codes."""

    def post_login(self, request, user, **told) -> HttpResponse:
        """In the language that the agent has chosen, on whichever device it logs in."""
        response = super().post_login(request, user, **told)
        if access.is_agent(user) and (language := preferences.language_of(user.agent)):
            reader.keep_language(response, language)
        return response

    def get_reauthentication_methods(self, user) -> list[dict]:
        """Who has a second factor confirms with that: the password alone would take it away."""
        methods = super().get_reauthentication_methods(user)
        second = [method for method in methods if method["id"] != "reauthenticate"]
        if second and not is_mfa_enabled(user, [Authenticator.Type.TOTP]):
            second.reverse()  # The passkey before its recovery codes.
        return second or methods


def who(request: HttpRequest, credentials: dict | None = None) -> str:
    """Whose log-in was tried, as django-axes counts it: in small letters, as the e-mail address
    that was typed in, or that of the log-in's user."""
    told = credentials or {}
    typed = told.get("email") or told.get("login") or request.POST.get("login")
    if not typed and told.get("username"):
        users = get_user_model().objects.filter(username=told["username"])
        typed = users.values_list("email", flat=True).first() or told["username"]
    return (typed or "").lower()


class LoginRefused(ValueError):
    """No log-in was opened, and no mail was sent; the message says why."""


class AgentTerminated(LoginRefused):
    def __init__(self, agent: Agent) -> None:
        super().__init__(
            gettext("%(code)s is terminated, and gets no log-in.") % {"code": agent.code}
        )


class HasLogin(LoginRefused):
    def __init__(self, agent: Agent) -> None:
        super().__init__(
            gettext(
                "%(code)s has a log-in already; “Forgot your password?” on the log-in page sends "
                "it a new link."
            )
            % {"code": agent.code}
        )


class EmailTaken(LoginRefused):
    def __init__(self, agent: Agent) -> None:
        super().__init__(
            gettext("%(code)s can't log in with %(email)s: another log-in has that e-mail address.")
            % {"code": agent.code, "email": agent.email}
        )


class MailNotSent(LoginRefused):
    def __init__(self, agent: Agent, reason: Exception) -> None:
        super().__init__(
            gettext("%(code)s has no log-in yet: the mail could not be sent (%(reason)s).")
            % {"code": agent.code, "reason": reason}
        )


def open_login(agent: Agent, *, site: str) -> AbstractBaseUser:
    """A user for the agent, and a mail to it with a link to choose a password: both or neither.

    `site` is where the link leads: `https://example.com`. Raises LoginRefused.
    """
    with transaction.atomic():
        # Two at once wait for each other here, and the second finds the log-in.
        locked = Agent.objects.select_for_update().get(pk=agent.pk)
        _check(locked)
        username = AccountAdapter().generate_unique_username([f"agent-{agent.code}"])
        user = get_user_model().objects.create_user(username=username, email=agent.email)
        locked.user = user
        locked.save(update_fields=["user"])  # And not `update`, which the audit log doesn't see.
        try:
            _mail_link(agent, user, site.rstrip("/"))
        except (OSError, SMTPException) as e:
            raise MailNotSent(agent, e) from e
    agent.user = user
    return user


def _check(agent: Agent) -> None:
    if agent.status == Agent.Status.TERMINATED:
        raise AgentTerminated(agent)
    if agent.user_id is not None:
        raise HasLogin(agent)
    for owners in (get_user_model().objects, EmailAddress.objects):
        if owners.filter(email__iexact=agent.email).exists():
            raise EmailTaken(agent)


def _mail_link(agent: Agent, user: AbstractBaseUser, site: str) -> None:
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    words = {
        "agent": agent,
        "site": site,
        "link": site + reverse("account_reset_password_from_key", kwargs=key),
        "login": site + reverse("account_login"),
        "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60),
    }
    with translation.override(preferences.language_of(agent) or translation.get_language()):
        send_mail(
            subject=gettext("Your log-in: choose a password"),
            message=render_to_string("agents/email/log_in_message.txt", words),
            from_email=None,
            recipient_list=[agent.email],
        )
