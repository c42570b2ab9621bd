"""One after another, where there is no row yet that could be locked."""

from hashlib import sha256

from django.db import connection


def take(what: str) -> None:
    """Whoever names the same waits until this transaction has ended.

    PostgreSQL: an advisory lock. SQLite: our transactions begin with its write lock.
    """
    if connection.vendor == "postgresql":
        number = int.from_bytes(sha256(what.encode()).digest()[:8], signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
