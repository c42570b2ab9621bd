"""What stands in addresses: codes, currencies, months (2026-10, as its first day), years."""

from datetime import date

from django.urls import register_converter
from django.urls.converters import IntConverter, StringConverter


class Code(StringConverter):
    regex = "[A-Za-z0-9-]{1,32}"


class Currency(StringConverter):
    regex = "[A-Z]{3}"


class Month:
    regex = "[12][0-9]{3}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(f"{value}-01")

    def to_url(self, value: date) -> str:
        return f"{value:%Y-%m}"


class Night:
    """Any day, as 2026-01-31."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return str(value)


class _OneOf(StringConverter):
    """A word of a few."""


class Table(_OneOf):
    regex = "lines|transfers"


class StreamKind(_OneOf):
    regex = "csv|jsonl"


class FileKind(_OneOf):
    regex = "csv|parquet"


class Year(IntConverter):
    regex = "[12][0-9]{3}"


for _name, _converter in {
    "code": Code,
    "currency": Currency,
    "month": Month,
    "night": Night,
    "table": Table,
    "stream_kind": StreamKind,
    "file_kind": FileKind,
    "year": Year,
}.items():
    register_converter(_converter, _name)
