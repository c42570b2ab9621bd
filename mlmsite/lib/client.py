"""From where a request comes."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def address(request: HttpRequest) -> str:
    """The visitor's address, as the outermost of our own `PROXIES` saw it: what stands further left
    in X-Forwarded-For anybody can write there."""
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    if 0 < settings.PROXIES <= len(forwarded):
        return forwarded[-settings.PROXIES].strip()
    return request.META.get("REMOTE_ADDR", "")


def plain_length(get_response: Callable[[HttpRequest], HttpResponse]):
    """Middleware: a Content-Length that is no number says nothing. Those who count bytes after it
    take it for one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.META.get("CONTENT_LENGTH", "").isdecimal():
            request.META["CONTENT_LENGTH"] = ""
        return get_response(request)

    return middleware
