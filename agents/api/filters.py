"""Filters by public ids."""

from django.core.exceptions import ValidationError
from django_filters import rest_framework as filters
from django_filters.fields import forms
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from mlmsite.lib.rest import ids


class _IdField(forms.CharField):
    def __init__(self, *args, prefix: str, **options) -> None:
        super().__init__(*args, **options)
        self.prefix = prefix

    def clean(self, value: str) -> int | None:
        text = super().clean(value)
        try:
            return ids.read(self.prefix, text) if text else None
        except ids.BadId as e:
            raise ValidationError(str(e), code="no_id") from e


@extend_schema_field(OpenApiTypes.STR)
class IdFilter(filters.Filter):
    """`IdFilter("agt", "sponsor")`: rows whose `sponsor` has that id."""

    field_class = _IdField

    def __init__(self, prefix: str, field: str, **options) -> None:
        super().__init__(field, prefix=prefix, help_text=f"An id, {prefix}_…", **options)


def days(field: str) -> dict[str, filters.DateFilter]:
    """`<field>_from` and `<field>_to`, both included."""
    return {
        f"{field}_from": filters.DateFilter(field, "gte"),
        f"{field}_to": filters.DateFilter(field, "lte"),
    }
