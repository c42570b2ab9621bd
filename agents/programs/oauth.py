"""What third parties may ask an agent for by OAuth 2: never what only the company may do."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from oauth2_provider.models import Application
from oauth2_provider.scopes import BaseScopes

from agents.programs.scopes import SCOPES, offered_to_agents


class Scopes(BaseScopes):
    def get_all_scopes(self) -> dict[str, str]:
        return {scope: str(words) for scope, words in SCOPES.items()}

    def get_available_scopes(self, application=None, request=None, *args, **kwargs) -> list[str]:
        return list(offered_to_agents())

    def get_default_scopes(self, application=None, request=None, *args, **kwargs) -> list[str]:
        return []


def answering(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The page's policy lets its form lead on to where the program waits for the answer."""

    @wraps(view)
    def page(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        there = urlsplit(request.GET.get("redirect_uri", ""))
        known = Application.objects.filter(client_id=request.GET.get("client_id", "")).first()
        if known and there.netloc and known.redirect_uri_allowed(there.geturl()):
            response._csp_update = {"form-action": f"{there.scheme}://{there.netloc}"}
        return response

    return page
