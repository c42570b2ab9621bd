"""Lists a page at a time: the next one is found by an index, behind the row that was shown last.

A list is in an order, `order=-joined_on`; of rows that are equal in it the newest come first or
last, as the order runs. The cursor holds where the last page ended, so rows that are added or
deleted meanwhile shift nothing.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as BadBase64

from django.core.exceptions import ValidationError as BadValue
from django.db.models import Model, QuerySet
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from mlmsite.lib import keyset

USUAL, MOST = 50, 200


class Keyset(BasePagination):
    """For views that have `orders`: {name: field}, of which the first is the usual one; written
    `-name` there, it runs down."""

    def paginate_queryset(self, rows: QuerySet, request: Request, view: APIView) -> list[Model]:
        self.url = request.build_absolute_uri()
        limit = self._limit(request)
        order, key, descending = self._order(request, view)
        rows = keyset.ordered(rows, key, descending=descending)
        if cursor := request.query_params.get("cursor"):
            value, pk = self._read(cursor, order, rows.model, key)
            rows = keyset.after(rows, value, pk, key, descending=descending)
        page = list(rows[: limit + 1])
        self.cursor = None
        if len(page) > limit:
            page = page[:limit]
            self.cursor = _cursor(order, _value(page[-1], key), page[-1].pk)
        return page

    def get_paginated_response(self, data: list) -> Response:
        following = self.cursor and replace_query_param(self.url, "cursor", self.cursor)
        return Response({"results": data, "next": following, "next_cursor": self.cursor})

    def _limit(self, request: Request) -> int:
        text = request.query_params.get("limit", str(USUAL))
        if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MOST):
            raise ValidationError({"limit": [f"Write a whole number from 1 to {MOST}."]})
        return int(text)

    def _order(self, request: Request, view: APIView) -> tuple[str, str, bool]:
        usual = next(iter(view.orders))
        order = request.query_params.get("order", usual)
        fields = {name.removeprefix("-"): field for name, field in view.orders.items()}
        if order.removeprefix("-") not in fields:
            raise ValidationError({"order": [f"Write one of {', '.join(fields)}, or -{usual}."]})
        return order, fields[order.removeprefix("-")], order.startswith("-")

    def _read(self, cursor: str, order: str, model: type[Model], key: str) -> tuple[object, int]:
        wrong = NotFound("Take the cursor from `next_cursor` of this list.", "cursor_unknown")
        try:
            of, value, pk = json.loads(urlsafe_b64decode(cursor.encode()))
            if of != order or not isinstance(pk, int) or abs(pk) >= 2**63:
                raise wrong
            return _field(model, key).to_python(value), pk
        except (ValueError, TypeError, BadBase64, BadValue, RecursionError) as e:
            raise wrong from e

    def get_paginated_response_schema(self, schema: dict) -> dict:
        return {
            "type": "object",
            "required": ["results", "next", "next_cursor"],
            "properties": {
                "results": schema,
                "next": {
                    "type": "string",
                    "format": "uri",
                    "nullable": True,
                    "description": "The address of the next page; null on the last.",
                },
                "next_cursor": {"type": "string", "nullable": True},
            },
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict]:
        names = [name.removeprefix("-") for name in view.orders]
        orders = [order for name in names for order in (name, f"-{name}")]
        return [
            _parameter("cursor", "Where the last page ended: its `next_cursor`.", type="string"),
            _parameter(
                "limit",
                f"How many at most; {USUAL} if nothing is said.",
                type="integer",
                minimum=1,
                maximum=MOST,
            ),
            _parameter(
                "order",
                f"In which order, with - the other way; {next(iter(view.orders))} if nothing is "
                "said.",
                type="string",
                enum=orders,
            ),
        ]


def _field(model: type[Model], key: str):
    for name in key.split("__")[:-1]:
        model = model._meta.get_field(name).related_model
    return model._meta.pk if key == "pk" else model._meta.get_field(key.split("__")[-1])


def _value(row: Model, key: str) -> object:
    for name in key.split("__"):
        row = getattr(row, name)
    return row


def _cursor(order: str, value: object, pk: int) -> str:
    kept = value if isinstance(value, int) and not isinstance(value, bool) else str(value)
    return urlsafe_b64encode(json.dumps([order, kept, pk]).encode()).decode()


def _parameter(name: str, description: str, **schema: object) -> dict:
    return {"name": name, "in": "query", "required": False, "description": description} | {
        "schema": schema
    }
