"""What is in the database of that which files refer to."""

from collections.abc import Iterable, Iterator

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from mlmsite.lib import bulk

_FEW = 500
_AT_A_TIME = 10_000


def rows_of(
    queryset: QuerySet, column: str, keys: Iterable[str | int], *columns: str
) -> Iterator[tuple]:
    """The `columns` of the rows whose `column` is one of `keys`, however many those are.

    Read it to its end: many keys stand in a temporary table meanwhile.
    """
    wanted = set(keys)
    rows = queryset.order_by().values_list(*columns)
    if len(wanted) <= _FEW:
        yield from rows.filter(**{f"{column}__in": wanted})
        return
    kind = queryset.model._meta.get_field(column).db_type(connection)
    with bulk.staged("wanted", {"key": kind}, ((key,) for key in wanted)):
        named = RawSQL("SELECT key FROM wanted", [])
        yield from rows.filter(**{f"{column}__in": named}).iterator(chunk_size=_AT_A_TIME)
