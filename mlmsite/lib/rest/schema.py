"""What the documentation (OpenAPI 3) says of every call: its scope, its errors, its ids."""

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from mlmsite.lib.rest.problems import CONTENT_TYPE, Problem
from mlmsite.lib.rest.shaping import Shaped

_ERRORS = {
    "400": "Something in the request is wrong: `errors` says what.",
    "401": "No key, or one that isn't good.",
    "403": "The key has not the scope.",
    "404": "There is no such thing, or not for this key.",
    "429": "Too often: wait for `Retry-After` seconds.",
}
_OF_WRITES = {
    "409": "The rules of the company refuse it, or the first request is still under way.",
    "415": "Only JSON is understood.",
    "422": "Rows were refused, or the Idempotency-Key came with another body.",
}
_OF_CHANGES = {
    "412": "It has changed since it was read.",
    "428": "`If-Match` is missing.",
}


class Described(AutoSchema):
    def get_description(self) -> str:
        said = super().get_description() or ""
        scope = getattr(self.view, "scope_for", lambda method: "")(self.method)
        company = "\n\nFor administrators and the company's keys." if self._staff_only() else ""
        return f"{said}{company}\n\nScope: `{scope}`." if scope else said + company

    def get_tags(self) -> list[str]:
        return [getattr(self.view, "tag", "") or super().get_tags()[0]]

    def get_override_parameters(self) -> list[OpenApiParameter]:
        found = list(super().get_override_parameters())
        if self.method == "POST":
            found.append(
                OpenApiParameter(
                    "Idempotency-Key",
                    OpenApiTypes.STR,
                    OpenApiParameter.HEADER,
                    description="Made by the client, new for each thing that is to be done.",
                )
            )
        if self.method in {"PATCH", "PUT"}:
            found.append(
                OpenApiParameter(
                    "If-Match",
                    OpenApiTypes.STR,
                    OpenApiParameter.HEADER,
                    required=True,
                    description="The ETag of the last answer.",
                )
            )
        shape = self.get_response_serializers()
        if self.method == "GET" and _is_shaped(shape):
            found.append(_words("fields", "Only these fields, separated by commas."))
            if expands := getattr(self.view, "expands", {}):
                there = ", ".join(expands)
                found.append(_words("expand", f"Objects in place of ids, of: {there}."))
        return found

    def _resolve_path_parameters(self, variables: list[str]) -> list[dict]:
        found = super()._resolve_path_parameters(variables)
        prefix = getattr(self.view, "prefix", "")
        for parameter in found:
            if parameter["name"] == "id" and prefix:
                parameter["schema"] = {"type": "string", "example": f"{prefix}_1k3"}
                parameter["description"] = f"An id that begins with {prefix}_."
        return found

    def _get_response_bodies(self, direction: str = "response") -> dict:
        found = super()._get_response_bodies(direction)
        component = self.resolve_serializer(Problem(), "response")
        errors = dict(_ERRORS)
        if self.method not in {"GET", "HEAD"}:
            errors |= _OF_WRITES
        if self.method in {"PATCH", "PUT"}:
            errors |= _OF_CHANGES
        for status, words in errors.items():
            found.setdefault(
                status,
                {"content": {CONTENT_TYPE: {"schema": component.ref}}, "description": words},
            )
        return found

    def _staff_only(self) -> bool:
        writes = self.method not in {"GET", "HEAD"} and getattr(self.view, "staff_writes", False)
        return writes or getattr(self.view, "staff_only", False)


def _is_shaped(serializer: object) -> bool:
    inner = getattr(serializer, "child", serializer)
    return isinstance(inner, Shaped) or (isinstance(inner, type) and issubclass(inner, Shaped))


def _words(name: str, description: str) -> OpenApiParameter:
    return OpenApiParameter(
        name, OpenApiTypes.STR, OpenApiParameter.QUERY, description=description
    )
