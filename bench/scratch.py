"""A scratch database on the PostgreSQL server of DATABASE_URL, dropped again; and copies of it."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection


@contextmanager
def database() -> Iterator[None]:
    """Empty but for the migrations. Its name is this process's: two benchmarks may run at once."""
    if connection.vendor != "postgresql":
        sys.exit("DATABASE_URL must name a PostgreSQL server.")
    # Django would keep the text of every statement.
    settings.DEBUG = False
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"bench_{os.getpid()}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(usual, verbosity=0)


@contextmanager
def copy() -> Iterator[None]:
    """Inside, a copy of the database as it is now, with its statistics; what is done to it is lost.

    Nobody may be connected to the original, this process included.
    """
    original = connection.settings_dict["NAME"]
    copied = f"{original}_copy"
    _elsewhere(f"CREATE DATABASE {copied} TEMPLATE {original} STRATEGY FILE_COPY")
    connection.settings_dict["NAME"] = copied
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = original
        _elsewhere(f"DROP DATABASE {copied}")


def _elsewhere(statement: str) -> None:
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


def vacuum(table: str = "") -> None:
    """No dead rows, and fresh statistics for the planner: of one table, or of all."""
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM (ANALYZE) {table}")


def settle() -> None:
    """Whatever is measured next doesn't pay for what was written before it."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
    os.sync()
