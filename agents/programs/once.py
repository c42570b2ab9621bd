"""A write that is sent twice is done once: `Idempotency-Key`.

The answer is stored in the transaction of its effect, for the principal, method and path, with the
body's hash. Sent again, it is given again; with another body it is refused, and while the first is
under way too. What was refused had no effect and isn't stored.
"""

import re
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus

from django.utils import timezone
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils import json

from agents.programs.models import Answered
from mlmsite.lib import sealing, turns
from mlmsite.lib.rest import throttle

KEPT = timedelta(hours=48)
SHAPE = r"^[!-~]{1,255}$"
_HEADERS = ("ETag", "Location")


class UnderWay(APIException):
    status_code = HTTPStatus.CONFLICT
    default_code = "under_way"
    default_detail = "The first request with this Idempotency-Key is still under way; try again."


class AnotherBody(APIException):
    status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    default_code = "idempotency_key_reused"
    default_detail = "This Idempotency-Key came with another body before: take a new one."


class Again(Exception):
    """Was done before, with this answer."""

    def __init__(self, answered: Answered) -> None:
        self.response = Response(
            json.loads(sealing.open_sealed(answered.sealed)["answer"]),
            status=answered.status,
            headers=answered.headers | {"Idempotent-Replayed": "true"},
        )


def begin(request: Request) -> None:
    """Before a write is done, in its transaction. Raises Again, UnderWay, AnotherBody."""
    key = request.headers.get("Idempotency-Key")
    if key is None or request.method != "POST":
        return
    if not re.fullmatch(SHAPE, key):
        raise ValidationError({"Idempotency-Key": ["1 to 255 ASCII characters without spaces."]})
    place = {
        "principal": throttle.principal(request),
        "method": request.method,
        "path": request.path[:500],
        "key": key,
    }
    if not turns.taken_at_once(f"answered {json.dumps(place)}"):
        raise UnderWay
    body = sha256(request._request.body).hexdigest()
    if before := Answered.objects.filter(**place).first():
        if before.body_sha256 != body:
            raise AnotherBody
        raise Again(before)
    request.once = place | {"body_sha256": body}


def end(request: Request, response: Response) -> None:
    """After it: stores the answer if something was done."""
    place = getattr(request, "once", None)
    if place is None or response.status_code >= 400:
        return
    Answered.objects.create(
        **place,
        status=response.status_code,
        sealed=sealing.seal({"answer": JSONRenderer().render(response.data).decode() or "null"}),
        headers={name: response.headers[name] for name in _HEADERS if name in response.headers},
        answered_at=timezone.now(),
    )


def forget(*, at: datetime) -> int:
    """What was answered so long ago that nobody sends it again; how many."""
    return Answered.objects.filter(answered_at__lt=at - KEPT).delete()[0]
