"""The rows behind the one that was shown last: found by an index, however far down they are."""

from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.db.models.lookups import GreaterThan, LessThan


class _Row(Func):
    """(key, id), compared as a whole: an index over both leads straight there. `key < 5 OR key = 5
    AND id < 7` says the same, and would be looked for from the start."""

    template = "(%(expressions)s)"
    output_field = BooleanField()  # Of no meaning; Django asks for one.


def ordered(rows: QuerySet, key: str, pk: str = "pk", *, descending: bool = False) -> QuerySet:
    sign = "-" if descending else ""
    return rows.order_by(*dict.fromkeys((f"{sign}{key}", f"{sign}{pk}")))


def behind(
    rows: QuerySet, last: int, key: str, pk: str = "pk", *, descending: bool = False
) -> QuerySet:
    """Those that come behind the row with the id `last`, if it is among them; else all."""
    at = rows.order_by().filter(**{pk: last}).values_list(key, flat=True).first()
    return rows if at is None else after(rows, at, last, key, pk, descending=descending)


def after(
    rows: QuerySet, value: object, last: int, key: str, pk: str = "pk", *, descending: bool = False
) -> QuerySet:
    """Those behind (value, last), whether such a row is there or not."""
    compare = LessThan if descending else GreaterThan
    if key == pk:
        return rows.filter(**{f"{pk}__{compare.lookup_name}": last})
    return rows.filter(compare(_Row(F(key), F(pk)), _Row(Value(value), Value(last))))
