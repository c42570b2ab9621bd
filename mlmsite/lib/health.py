"""/health/live: the process answers. /health/ready: so do the database, with all migrations, and
Redis. For whoever restarts and routes; they say nothing of the company."""

from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from redis import Redis


class NotReady(Exception):
    pass


@never_cache
def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    found = {name: _said(check) for name, check in _CHECKS.items()}
    well = all(said == "ok" for said in found.values())
    return JsonResponse(
        {"status": "ok" if well else "not ready"} | found, status=200 if well else 503
    )


def _said(check: Callable[[], None]) -> str:
    """What is wrong, without what an error's text might tell of addresses and passwords."""
    try:
        check()
    except NotReady as e:
        return str(e)
    except Exception as e:  # noqa: BLE001  (Whatever it is, it isn't ready.)
        return type(e).__name__
    return "ok"


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


def _migrations() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReady("there are migrations to be applied")


def _redis() -> None:
    if settings.REDIS_URL:
        Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2).ping()


_CHECKS = {"database": _database, "migrations": _migrations, "redis": _redis}
