"""What the documentation (OpenAPI 3) says of every call: its scope, its errors, its ids."""

import inspect

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from mlmsite.lib.rest import ids
from mlmsite.lib.rest.problems import CONTENT_TYPE, Problem
from mlmsite.lib.rest.shaping import Shaped

_BASE = "agents.programs.resource"

_ERRORS = {
    "400": "Something in the request is wrong: `errors` says what.",
    "401": "No key, or one that isn't good.",
    "403": "The key has not the scope.",
    "404": "There is no such thing, or not for this key.",
    "422": "All is well formed, and the rules or the facts refuse it.",
    "429": "Too often: wait for `Retry-After` seconds.",
}
_OF_WRITES = {
    "409": "The rules of the company refuse it, or the first request is still under way.",
    "413": "The body is larger than 10 MB.",
    "415": "Only JSON is understood.",
}
_OF_CHANGES = {
    "412": "It has changed since it was read.",
    "428": "`If-Match` is missing.",
}


class Described(AutoSchema):
    def get_description(self) -> str:
        said = self._said()
        scope = getattr(self.view, "scope_for", lambda method: "")(self.method)
        company = "\n\nFor administrators and the company's keys." if self._staff_only() else ""
        return f"{said}{company}\n\nScope: `{scope}`." if scope else said + company

    def _said(self) -> str:
        """The docstring of what is called; of a view's class only its own."""
        action = getattr(self.view, getattr(self.view, "action", None) or "", None)
        told = inspect.getdoc(action) if "__doc__" in dir(action) else ""
        own = inspect.cleandoc(vars(type(self.view)).get("__doc__") or "")
        usual = {"list": own or "All of them, page by page.", "retrieve": "One, by its id."}
        return usual.get(self.view.action, told) if not told or self._is_usual(action) else told

    @staticmethod
    def _is_usual(action: object) -> bool:
        """Nobody has written anything of it."""
        return getattr(action, "__module__", "") in {"rest_framework.mixins", _BASE}

    def get_tags(self) -> list[str]:
        return [getattr(self.view, "tag", "") or super().get_tags()[0]]

    def get_override_parameters(self) -> list[OpenApiParameter]:
        found = list(super().get_override_parameters())
        if self.method == "POST":
            found.append(
                OpenApiParameter(
                    "Idempotency-Key",
                    {"type": "string", "pattern": "^[!-~]{1,255}$"},
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
        names = _fields_of(self.get_response_serializers())
        if self.method == "GET" and names:
            found.append(_words("fields", names, "Only these fields."))
            if expands := getattr(self.view, "expands", {}):
                found.append(_words("expand", list(expands), "Objects in place of ids."))
        return found

    def _resolve_path_parameters(self, variables: list[str]) -> list[dict]:
        found = super()._resolve_path_parameters(variables)
        prefix = getattr(self.view, "prefix", "")
        for parameter in found:
            if parameter["name"] == "id" and prefix:
                parameter["schema"] = {"type": "string", "pattern": ids.pattern(prefix)}
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


def _fields_of(serializer: object) -> list[str]:
    """Of a serializer that can be shaped; else none."""
    inner = getattr(serializer, "child", serializer)
    if isinstance(inner, type) and issubclass(inner, Shaped):
        inner = inner()
    return list(inner.fields) if isinstance(inner, Shaped) else []


def _words(name: str, words: list[str], description: str) -> OpenApiParameter:
    return OpenApiParameter(
        name,
        {"type": "array", "minItems": 1, "items": {"type": "string", "enum": words}},
        OpenApiParameter.QUERY,
        explode=False,
        description=f"{description} Separated by commas.",
    )
