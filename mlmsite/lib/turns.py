"""One after another, where there is no row yet that could be locked."""

from hashlib import sha256

from django.db import connection


def take(what: str) -> None:
    """Whoever names the same waits until this transaction has ended.

    PostgreSQL: an advisory lock. SQLite: our transactions begin with its write lock.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_number(what)])


def taken_at_once(what: str) -> bool:
    """As `take`, but False where somebody has it, instead of waiting. On SQLite nobody can."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_number(what)])
        return cursor.fetchone()[0]


def _number(what: str) -> int:
    return int.from_bytes(sha256(what.encode()).digest()[:8], signed=True)
