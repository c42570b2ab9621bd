"""Filters that take what the documentation says of them, and refuse the rest."""

from django import forms
from django.core.exceptions import ValidationError
from django_filters import rest_framework as filters
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


class IdFilter(filters.Filter):
    """`IdFilter("agt", "sponsor")`: rows whose `sponsor` has that id."""

    field_class = _IdField

    def __init__(self, prefix: str, field: str, **options) -> None:
        super().__init__(field, prefix=prefix, help_text=f"An id, {prefix}_…", **options)
        extend_schema_field({"type": "string", "pattern": ids.pattern(prefix)})(self)


class _TextField(forms.CharField):
    """What no database can hold is in none."""

    def to_python(self, value: str) -> str:
        return super().to_python(value).replace("\0", "")


@extend_schema_field(OpenApiTypes.STR)
class Text(filters.CharFilter):
    field_class = _TextField


class _YesNoField(forms.Field):
    _MEANT = {"": None, "true": True, "false": False}

    def clean(self, value: str) -> bool | None:
        if (value or "") not in self._MEANT:
            raise ValidationError("Write true or false.", code="invalid")
        return self._MEANT[value or ""]


@extend_schema_field(OpenApiTypes.BOOL)
class YesNo(filters.Filter):
    field_class = _YesNoField

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.field.widget = forms.TextInput()


@extend_schema_field({"type": "integer", "minimum": 0, "maximum": 1_000_000})
class Whole(filters.Filter):
    field_class = forms.IntegerField

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, min_value=0, max_value=1_000_000, **options)


class Filters(filters.FilterSet):
    """Of these a parameter without a value says nothing, and is refused. `always`: looked at where
    nothing is asked for, too."""

    always = False

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        for name, its in self.filters.items():
            if self.data.get(name) == "" and not isinstance(its, Text):
                self.form.add_error(name, "Write a value, or leave it out.")
        return not self.form.errors


def days(field: str) -> dict[str, filters.DateFilter]:
    """`<field>_from` and `<field>_to`, both included."""
    return {
        f"{field}_from": filters.DateFilter(field, "gte"),
        f"{field}_to": filters.DateFilter(field, "lte"),
    }
