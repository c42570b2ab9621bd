"""Log-ins: people don't sign themselves up; a company opens a log-in for an agent it knows."""

from secrets import token_urlsafe

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ResetPasswordForm
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import HttpRequest

from agents.models import Agent


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        return False


class LoginRefused(ValueError):
    """Says why the agent gets no log-in."""


def open_login(agent: Agent, *, request: HttpRequest) -> None:
    """Make a user for the agent and mail it a link to set the password."""
    users = get_user_model().objects
    if agent.user_id:
        raise LoginRefused(f"{agent.code} has a log-in already.")
    if agent.status == Agent.Status.TERMINATED:
        raise LoginRefused(f"{agent.code} is terminated.")
    if users.filter(email__iexact=agent.email).exists():
        raise LoginRefused(f"Somebody else logs in with {agent.email}.")
    with transaction.atomic():
        # Nobody knows the password: the link that is mailed sets one.
        user = users.create_user(agent.code, agent.email, token_urlsafe(40))
        Agent.objects.filter(pk=agent.pk).update(user=user)
    form = ResetPasswordForm({"email": agent.email})
    if form.is_valid():
        form.save(request)
