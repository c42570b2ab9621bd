"""The reader's locale: the language of the page, and the region that its browser asks for.

Pages come in a few languages, but how a number is written also depends on the country: 1.234,50 in
Germany, 1’234.50 in Switzerland; 1.234,50 in Spain, 1,234.50 in Mexico.
"""

from collections.abc import Callable
from contextvars import ContextVar

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation.trans_real import parse_accept_lang_header

# English of no country: 22 Nov 2026, which nobody can take for another day.
_PLAIN = {"en": Locale("en", "150")}

_asked: ContextVar[dict[str, Locale]] = ContextVar("asked", default={})  # noqa: B039 Never written to.


def middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Keeps what the browser asks for while its request is answered."""

    def answer(request: HttpRequest) -> HttpResponse:
        token = _asked.set(_regions(request.headers.get("Accept-Language", "")))
        try:
            return get_response(request)
        finally:
            _asked.reset(token)

    return answer


def locale() -> Locale:
    """Of the language that is active now. Outside of a request without a region."""
    language = get_language() or settings.LANGUAGE_CODE
    return _asked.get().get(language) or _PLAIN.get(language) or Locale.parse(language, sep="-")


def keep_language(response: HttpResponse, language: str) -> None:
    """For this browser's next pages, also those before the log-in; "" for what it asks for."""
    if language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    else:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)


def _regions(header: str) -> dict[str, Locale]:
    """By language, the first region that is asked for: `de-AT,en;q=0.5` → {"de": de_AT}"""
    found: dict[str, Locale] = {}
    for tag, _ in parse_accept_lang_header(header.lower()):
        language, _, region = tag.partition("-")
        if language in dict(settings.LANGUAGES) and region and language not in found:
            try:
                found[language] = Locale.parse(tag, sep="-")
            except (UnknownLocaleError, ValueError):
                continue
    return found
