"""Days as numbers, for arrays: days since 1970, as NumPy's datetime64[D] counts them."""

from datetime import date

from django.db.models import Func, IntegerField

EPOCH = date(1970, 1, 1).toordinal()


class DayNumber(Func):
    """A column of dates, in the database."""

    arity = 1
    output_field = IntegerField()
    template = "((%(expressions)s)::date - DATE '1970-01-01')"

    def as_sqlite(self, compiler, connection, **context):
        template = "CAST(julianday(%(expressions)s) - 2440587.5 AS INTEGER)"
        return super().as_sql(compiler, connection, template=template, **context)


def number(day: date) -> int:
    return day.toordinal() - EPOCH
