"""The base of the API's views.

A resource has a `prefix` of its ids, an `area` whose scopes it needs (`network:read` to look,
`network:write` to change), `orders` that its list can be in, and `expands`: {name: what to join}.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from rest_framework.exceptions import ValidationError
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet
from structlog.contextvars import get_contextvars

from agents.models import Agent
from agents.programs import once
from agents.programs.permission import READS, Allowed
from mlmsite.lib.rest import ids, problems, throttle, versions
from mlmsite.lib.rest.paging import Keyset
from mlmsite.lib.rest.schema import Described
from mlmsite.lib.rest.shaping import chosen


class View(GenericViewSet):
    """Writes are one transaction, undone where they are refused."""

    queryset = Agent.objects.none()
    permission_classes = [Allowed]
    throttle_classes = [throttle.ByPrincipal]
    schema = Described()
    area = ""
    prefix = ""
    staff_only = False
    staff_writes = False
    expands: Mapping[str, str] = {}
    pagination_class: Any = None
    lookup_url_kwarg = "id"
    lookup_value_regex = "[^/]+"

    @classmethod
    def scope_for(cls, method: str) -> str:
        return f"{cls.area}:{'read' if method in READS else 'write'}" if cls.area else ""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method in READS:
            return super().dispatch(request, *args, **kwargs)
        with transaction.atomic():
            response = super().dispatch(request, *args, **kwargs)
            if response.status_code >= 400:
                transaction.set_rollback(True)
            return response

    def initial(self, request: Request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdecimal() and int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise problems.TooLarge
        once.begin(request)

    def handle_exception(self, error: Exception) -> Response:
        if isinstance(error, once.Again):
            return error.response
        return super().handle_exception(error)

    def finalize_response(self, request: Request, response: Response, *args, **kwargs) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        if isinstance(response, Response):
            once.end(request, response)
        throttle.say(request, response)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Request-ID"] = get_contextvars().get("request_id", "")
        return response

    def get_serializer_context(self) -> dict:
        return super().get_serializer_context() | {
            "expand": self.expanded(),
            "fields": chosen(self.request, "fields") if self.request else set(),
        }

    def expanded(self) -> set[str]:
        if not self.request:
            return set()
        wanted = chosen(self.request, "expand")
        if unknown := wanted - self.expands.keys():
            there = ", ".join(self.expands) or "nothing"
            told = f"{', '.join(sorted(unknown))} can't be expanded here; {there} can."
            raise ValidationError({"expand": [told]})
        return wanted

    def shown(self, row: object) -> dict:
        return self.get_serializer(row).data

    def found(self, rows: QuerySet) -> Model:
        try:
            pk = ids.read(self.prefix, self.kwargs[self.lookup_url_kwarg])
        except ids.BadId as e:
            raise Http404(str(e)) from e
        return get_object_or_404(rows, pk=pk)


class Resource(ListModelMixin, View):
    """A list of rows, and each row."""

    orders: Mapping[str, str] = {"-id": "pk"}
    pagination_class = Keyset
    filterset_class: Any = None

    def rows(self) -> QuerySet:
        """Those that the asker may see."""
        raise NotImplementedError

    def get_queryset(self) -> QuerySet:
        if getattr(self, "swagger_fake_view", False):
            return self.serializer_class.Meta.model._default_manager.none()
        joined = [path for name in self.expanded() if (path := self.expands[name])]
        rows = self.rows()
        return rows.select_related(*joined) if joined else rows

    def filter_queryset(self, rows: QuerySet) -> QuerySet:
        asked = self.request.query_params.keys()
        if "fields" in asked:
            # Of an empty list nobody else would look at which they are.
            _ = self.get_serializer().fields
        filters = self.filterset_class
        if filters is None or not (filters.always or filters.base_filters.keys() & asked):
            return rows  # A form to find that nothing is asked for would be a third of the work.
        return super().filter_queryset(rows)

    def get_object(self) -> Model:
        return self.found(self.get_queryset())

    def retrieve(self, request: Request, **kwargs: str) -> Response:
        data = self.shown(self.get_object())
        return Response(data, headers={"ETag": versions.etag(data)})

    def changed(self, rows: QuerySet, change: Callable[[Model], Model]) -> Response:
        """Locks the row, looks whether it is still the version that was seen, changes it."""
        row = self.found(rows.select_for_update(of=("self",)))
        versions.check(self.request, self.shown(row))
        data = self.shown(change(row))
        return Response(data, headers={"ETag": versions.etag(data)})
