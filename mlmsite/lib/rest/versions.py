"""Nobody overwrites what it hasn't seen: an answer's ETag says which version it was, and a change
names it in `If-Match` (RFC 9110)."""

from hashlib import sha256
from http import HTTPStatus

from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request


class NotSaid(APIException):
    status_code = HTTPStatus.PRECONDITION_REQUIRED
    default_code = "if_match_required"
    default_detail = "Say which version you change: If-Match with the ETag of the last answer."


class Changed(APIException):
    status_code = HTTPStatus.PRECONDITION_FAILED
    default_code = "changed_meanwhile"
    default_detail = "It has changed since: read it again, and then change it."


def etag(data: object) -> str:
    return f'"{sha256(JSONRenderer().render(data)).hexdigest()[:32]}"'


def check(request: Request, data: object) -> None:
    """`data` as it is now, its row locked. Raises NotSaid, Changed."""
    said = request.headers.get("If-Match", "").strip()
    if not said:
        raise NotSaid
    if said != "*" and etag(data) not in [tag.strip() for tag in said.split(",")]:
        raise Changed
