"""The lock of whoever changes labels that are there: spreads, moves, loads. (See the package.)

PostgreSQL: an advisory lock that the end of the transaction releases. SQLite: our transactions
begin with its write lock (BEGIN IMMEDIATE), so being inside one is enough.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_KEY = 7_236_501


@contextmanager
def lock() -> Iterator[None]:
    """Hold the tree until the enclosing transaction ends."""
    with transaction.atomic():
        acquire()
        yield


def acquire() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_KEY])
