"""An example for each body and answer of the documentation, made from its schema and from what its
fields are called."""

from collections.abc import Mapping
from typing import Any

_BY_NAME = {
    "account": "DE•• 3000",
    "agent_code": "BEA",
    "amount_micro": 499_000_000,
    "amount_minor": 4_990,
    "base_micro": 4_990_000_000,
    "billing": "external",
    "code": "BEA",
    "commissionable_minor": 4_990,
    "currency": "USD",
    "detail": "Write a whole number from 1 to 200.",
    "email": "bea@example.com",
    "level": 1,
    "name": "Bea Bold",
    "next": None,
    "next_cursor": None,
    "price_minor": 4_990,
    "rank": "Builder",
    "rate_ppm": 100_000,
    "reason": "The card has expired.",
    "secret": "whsec_…",
    "status": "active",
    "url": "https://shop.example/hook",
    "volume": 40,
}
_BY_FORMAT = {
    "date": "2026-01-31",
    "date-time": "2026-01-31T02:00:04Z",
    "email": "bea@example.com",
    "uri": "https://shop.example/hook",
}
_BY_TYPE = {"string": "…", "integer": 1, "number": 1.5, "boolean": True}
_DEEPEST = 4


def add(result: dict, generator: object, request: object, public: bool) -> dict:
    """A postprocessing hook of drf-spectacular."""
    components = result["components"]["schemas"]
    for name, schema in components.items():
        if schema.get("type") == "object" and "properties" in schema:
            schema["example"] = _of({"$ref": f"#/components/schemas/{name}"}, "", components, 0)
    return result


def _of(schema: Mapping, name: str, components: Mapping, depth: int) -> Any:
    if "$ref" in schema:
        inner = components[schema["$ref"].rpartition("/")[2]]
        return _of(inner, name, components, depth)
    if "example" in schema and depth:
        return schema["example"]
    for choice in ("allOf", "oneOf", "anyOf"):
        if choice in schema:
            return _of(schema[choice][0], name, components, depth)
    if "enum" in schema:
        return next((value for value in schema["enum"] if value), schema["enum"][0])
    if "properties" in schema:
        if depth > _DEEPEST:
            return {}
        inner = schema["properties"].items()
        return {key: _of(value, key, components, depth + 1) for key, value in inner}
    if schema.get("type") == "array":
        return [_of(schema["items"], name.removesuffix("s"), components, depth + 1)]
    return _plain(schema, name)


def _plain(schema: Mapping, name: str) -> Any:
    if schema.get("pattern", "").startswith("^") and "_(0|" in schema["pattern"]:
        return schema["pattern"][1:].partition("(")[0] + "1k3"
    if schema.get("format") in _BY_FORMAT:
        return _BY_FORMAT[schema["format"]]
    kind = schema.get("type")
    known = _BY_NAME.get(name)
    if known is not None and isinstance(known, int) == (kind in {"integer", "number"}):
        return known
    if kind == "integer":
        return max(_BY_TYPE["integer"], schema.get("minimum", 1))
    return _BY_TYPE.get(kind, {})
