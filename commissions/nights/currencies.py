"""Currencies as numbers, for arrays: the three letters of the code as one whole number."""

import numpy as np
from django.db.models import Func, IntegerField


class CurrencyNumber(Func):
    """`"USD"` → 0x555344, in the database."""

    arity = 1
    output_field = IntegerField()
    template = (
        "({letter}(substr(%(expressions)s, 1, 1)) * 65536"
        " + {letter}(substr(%(expressions)s, 2, 1)) * 256"
        " + {letter}(substr(%(expressions)s, 3, 1)))"
    )

    def as_sql(self, compiler, connection, **context):
        template = self.template.format(letter="ascii")
        return super().as_sql(compiler, connection, template=template, **context)

    def as_sqlite(self, compiler, connection, **context):
        template = self.template.format(letter="unicode")
        return super().as_sql(compiler, connection, template=template, **context)


def code(number: int) -> str:
    return int(number).to_bytes(3, "big").decode("ascii")


def number(code: str) -> int:
    return int.from_bytes(code.encode("ascii"), "big")


def codes(numbers: np.ndarray) -> list[str]:
    return [code(number) for number in numbers.tolist()]
