"""Public ids (mlmsite/lib/ids.py) in bodies and answers."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from mlmsite.lib.ids import LARGEST, BadId, pattern, read, shown

__all__ = ["LARGEST", "BadId", "field", "pattern", "read", "shown"]


def field(prefix: str) -> type[serializers.Field]:
    """A serializer's field for ids of that kind; in a body they are read."""

    schema = {"type": "string", "pattern": pattern(prefix), "example": f"{prefix}_1k3"}

    @extend_schema_field(schema)
    class Id(serializers.Field):
        default_error_messages = {"no_id": "Write an id like {example}."}

        def to_representation(self, value: int) -> str:
            return shown(prefix, value)

        def to_internal_value(self, data: object) -> int:
            try:
                return read(prefix, data if isinstance(data, str) else "")
            except BadId:
                self.fail("no_id", example=f"{prefix}_1k3")

    Id.__name__ = f"{prefix.title()}Id"
    return Id
