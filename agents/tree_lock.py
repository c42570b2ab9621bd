"""The lock of the recruitment tree.

An MPTT insertion reads where the sponsor ends and then renumbers all that stands behind it. Two at
once read the same place, and the tree is wrong from then on, without an error. So every write to
the tree takes this lock first; the manager of Agent refuses one that doesn't.

PostgreSQL: an advisory lock that the end of the transaction releases. SQLite: our transactions
begin with its write lock (BEGIN IMMEDIATE), so being inside one is enough.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

_LOCK_KEY = 7_236_501

_held: ContextVar[bool] = ContextVar("tree_lock_held", default=False)


class TreeNotLocked(RuntimeError):
    def __init__(self) -> None:
        super().__init__("The tree is written through agents.tree, which locks it first.")


@contextmanager
def lock() -> Iterator[None]:
    """Hold the tree for writing until the enclosing transaction ends."""
    with transaction.atomic():
        acquire()
        token = _held.set(True)
        try:
            yield
        finally:
            _held.reset(token)


def acquire() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK_KEY])


def require() -> None:
    if not _held.get():
        raise TreeNotLocked
