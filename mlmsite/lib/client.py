"""From where a request comes."""

from django.conf import settings
from django.http import HttpRequest


def address(request: HttpRequest) -> str:
    """The visitor's address, as the outermost of our own `PROXIES` saw it: what stands further left
    in X-Forwarded-For anybody can write there."""
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    if 0 < settings.PROXIES <= len(forwarded):
        return forwarded[-settings.PROXIES].strip()
    return request.META.get("REMOTE_ADDR", "")
