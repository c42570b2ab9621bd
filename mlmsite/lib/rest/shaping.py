"""What of a resource is shown: `fields=id,name` leaves out the rest, `expand=agent` puts the object
where else its id stands, so that a client need not ask for each."""

from django.db.models import Model
from django.utils.module_loading import import_string
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from mlmsite.lib.rest import ids


def chosen(request: Request, name: str) -> set[str]:
    """The words of a comma-separated parameter."""
    text = request.query_params.get(name)
    return set() if text is None else set(text.split(","))


class Related(serializers.Field):
    """The id of what `name` points at; the object where it is expanded. `serializer` is the path of
    its class, "" where it is never expanded."""

    def __init__(self, prefix: str, serializer: str = "", *, name: str = "", **options) -> None:
        super().__init__(read_only=True, source="*", **options)
        self.prefix, self.serializer, self.name = prefix, serializer, name

    def bind(self, field_name: str, parent: serializers.Serializer) -> None:
        super().bind(field_name, parent)
        self.name = self.name or field_name

    def to_representation(self, row: Model) -> object:
        if self.serializer and self.field_name in self.context.get("expand", ()):
            related = getattr(row, self.name)
            inner = import_string(self.serializer)
            context = self.context | {"expand": (), "fields": ()}
            return None if related is None else inner(related, context=context).data
        pk = getattr(row, f"{self.name}_id")
        return None if pk is None else ids.shown(self.prefix, pk)


class _RelatedSchema(OpenApiSerializerFieldExtension):
    target_class = Related

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict:
        field = self.target
        an_id = {"type": "string", "pattern": ids.pattern(field.prefix)}
        nullable = {"nullable": True} if field.allow_null else {}
        if not field.serializer:
            return an_id | nullable
        inner = import_string(field.serializer)
        expanded = auto_schema.resolve_serializer(inner, direction).ref
        return {"oneOf": [an_id, expanded]} | nullable


class Shaped(serializers.Serializer):
    """Of the fields those that were asked for; all are read only."""

    def get_fields(self) -> dict[str, serializers.Field]:
        found = super().get_fields()
        wanted = self.context.get("fields")
        if not wanted:
            return found
        if unknown := wanted - found.keys():
            told = f"There is no {', '.join(sorted(unknown))}; there are {', '.join(found)}."
            raise ValidationError({"fields": [told]})
        return {name: field for name, field in found.items() if name in wanted}
