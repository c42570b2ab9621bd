"""Whether a request may: somebody's, and with a key or a token that has the scope."""

from rest_framework.exceptions import APIException, MethodNotAllowed, NotFound
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from agents import access
from agents.programs.models import Key

READS = frozenset({"GET", "HEAD", "OPTIONS"})


class NoScope(APIException):
    status_code = 403
    default_code = "scope_missing"

    def __init__(self, scope: str) -> None:
        super().__init__(f"This needs the scope {scope}, which the key or token doesn't have.")


class KeyNeeded(APIException):
    status_code = 403
    default_code = "key_needed"
    default_detail = "Administrators change this on the pages, or with a key of the company."


class Allowed(BasePermission):
    def has_permission(self, request: Request, view: APIView) -> bool:
        user = request.user
        if request.method.lower() not in view.action_map:
            raise MethodNotAllowed(request.method)
        if not user or not user.is_authenticated:
            return False
        theirs = view.staff_only or (view.staff_writes and request.method not in READS)
        if theirs and not user.is_staff:
            raise NotFound
        if not user.is_staff:
            access.me(user)
        scope = view.scope_for(request.method)
        if request.auth is None:
            # The pages ask for a second factor before an administrator changes anything.
            if user.is_staff and request.method not in READS:
                raise KeyNeeded
        elif scope and scope not in scopes_of(request):
            raise NoScope(scope)
        return True


def scopes_of(request: Request) -> set[str]:
    """Of the key or token. Who is logged in on our pages has no need of any."""
    if isinstance(request.auth, Key):
        return set(request.auth.scopes)
    return set((request.auth.scope or "").split()) if request.auth else set()
