"""How often a key, a user or an address may ask: settings.API_RATE; each answer says what is left
(the draft standard's RateLimit headers)."""

import math

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from mlmsite.lib import client


class ByPrincipal(SimpleRateThrottle):
    scope = "api"

    def get_rate(self) -> str:
        return settings.API_RATE

    def get_cache_key(self, request: Request, view: APIView) -> str:
        return self.cache_format % {"scope": self.scope, "ident": principal(request)}

    def allow_request(self, request: Request, view: APIView) -> bool:
        request.throttle = self
        return super().allow_request(request, view)

    def left(self) -> tuple[int, int]:
        """How many more, and in how many seconds there are all again."""
        oldest = self.history[-1] if self.history else self.now
        seconds = math.ceil(self.duration - (self.now - oldest))
        return max(self.num_requests - len(self.history), 0), max(seconds, 0)


def principal(request: Request) -> str:
    if getattr(request.auth, "pk", None):
        return f"{type(request.auth).__name__}:{request.auth.pk}"
    if request.user and request.user.is_authenticated:
        return f"user:{request.user.pk}"
    return f"address:{client.address(request)}"


def say(request: Request, response: Response) -> None:
    throttle = getattr(request, "throttle", None)
    if throttle is None:
        return
    left, seconds = throttle.left()
    response.headers["RateLimit-Limit"] = str(throttle.num_requests)
    response.headers["RateLimit-Remaining"] = str(left)
    response.headers["RateLimit-Reset"] = str(seconds)
