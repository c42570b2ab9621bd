"""Preliminary: the tooling's own conftest takes its place."""
import pytest
from django.db import connection


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    from django.conf import settings

    database = settings.DATABASES["default"]
    if "sqlite3" in database["ENGINE"]:
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("db") / "test.sqlite3")


@pytest.fixture(autouse=True)
def _triggers_down_before_flush(request):
    if (mark := request.node.get_closest_marker("django_db")) and mark.kwargs.get("transaction"):
        request.getfixturevalue("transactional_db")
        yield
        from commissions.ledger import triggers

        triggers.take_down(connection)
    else:
        yield


@pytest.fixture(scope="session")
def redis_url():
    return "redis://127.0.0.1:6379/9"
