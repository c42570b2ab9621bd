"""Errors as problem documents (RFC 9457): a code for programs, a sentence for people, and for what
was wrong in a request each field with its own."""

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions, serializers
from rest_framework.response import Response
from rest_framework.views import exception_handler

CONTENT_TYPE = "application/problem+json"
_WHOLE = "non_field_errors"


class Refused(exceptions.APIException):
    """The request was understood, and the rules of the company say no."""

    status_code = HTTPStatus.CONFLICT
    default_code = "refused"


class TooLarge(exceptions.APIException):
    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = "Send it in several calls: a body may be 10 MB at most."


class Unacceptable(exceptions.ValidationError):
    """Each field is well formed, and the rules or the facts say no: 422, where a mistyped one is
    a 400."""

    status_code = HTTPStatus.UNPROCESSABLE_ENTITY


class Invalid(serializers.Serializer):
    """What is wrong with a field."""

    field = serializers.CharField(help_text="Its place in the body: `rows.3.amount_minor`.")
    code = serializers.CharField()
    detail = serializers.CharField()


class Problem(serializers.Serializer):
    """Why a request was not done."""

    type = serializers.CharField(help_text="What kind of problem: a page of the documentation.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField(help_text="The same for the same problem, for ever.")
    detail = serializers.CharField(help_text="A sentence that says what to do.")
    errors = Invalid(many=True, required=False)


def handler(error: Exception, context: dict) -> Response | None:
    """None for what nobody expected: it is logged, and `server_error` answers."""
    if isinstance(error, Http404):
        error = exceptions.NotFound(str(error) or None)
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied(str(error) or None)
    response = exception_handler(error, context)
    if response is None:
        return None
    response.data = of(error)
    response.content_type = CONTENT_TYPE
    return response


def of(error: exceptions.APIException) -> dict:
    if isinstance(error, exceptions.ValidationError):
        errors = list(_errors(error.get_full_details()))
        detail = errors[0]["detail"] if len(errors) == 1 else f"{len(errors)} fields are wrong."
        return document(error.status_code, "invalid", detail) | {"errors": errors}
    return document(error.status_code, str(error.get_codes()), str(error.detail))


def document(status: int, code: str, detail: str) -> dict:
    return {
        "type": f"{settings.SITE_URL}/api/docs/#problem-{code}",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "code": code,
        "detail": detail,
    }


def _errors(details: object, place: str = "") -> Iterator[dict]:
    """Of DRF's nested details each with its place."""
    if isinstance(details, Mapping) and isinstance(details.get("message"), str):
        yield {"field": place, "code": str(details["code"]), "detail": details["message"]}
    elif isinstance(details, Mapping):
        for name, inner in details.items():
            yield from _errors(inner, place if name == _WHOLE else _below(place, name))
    elif isinstance(details, Sequence):
        for number, inner in enumerate(details):
            leaf = isinstance(inner, Mapping) and isinstance(inner.get("message"), str)
            yield from _errors(inner, place if leaf else _below(place, number))


def _below(place: str, name: object) -> str:
    return f"{place}.{name}" if place else str(name)


def response(status: int, code: str, detail: str) -> JsonResponse:
    return JsonResponse(document(status, code, detail), status=status, content_type=CONTENT_TYPE)


def not_found(request: HttpRequest, **_rest: str) -> JsonResponse:
    """For every address below /api/ that is none."""
    return response(404, "not_found", f"There is nothing at {request.path}; see /api/docs/.")


def server_error(request: HttpRequest) -> JsonResponse:
    return response(
        500, "server_error", "Something went wrong on our side; it is logged. Try again later."
    )
