"""What the tests stand on: a database, Redis and a browser, each as it is in production.

DATABASE_URL chooses the database; without it the tests run on SQLite. What a machine doesn't have
is skipped, and the end of the run says so.
"""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from playwright.sync_api import Browser, Page, sync_playwright

from commissions.ledger import triggers

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def pytest_configure() -> None:
    """The process under test shares nothing with another: its Redis is asked for by name."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.CELERY_TASK_ALWAYS_EAGER = True
    # How quick a busy machine draws examples says nothing of the code.
    hypothesis.register_profile("any pace", suppress_health_check=[HealthCheck.too_slow])
    hypothesis.load_profile("any pace")
    settings.STAFF_SECOND_FACTOR = False  # Tests of it switch it on.


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        if not _uses_database(item):
            item.add_marker("pure")
    # Slow ones first: no worker is left with one at the end.
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def _uses_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    written_for_django = issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
    return bool(fixtures or written_for_django or item.get_closest_marker("django_db"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(f"Database: {connection.vendor}")
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(str(report.longrepr[2]).removeprefix("Skipped: ") for report in skipped)
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"{reason} ({count} skipped)")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A database for each run and worker. A file on SQLite: threads can't share one in memory."""
    database = settings.DATABASES["default"]
    if connection.vendor == "sqlite":
        name = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
    else:
        name = f"test_{database['NAME']}_{uuid4().hex[:8]}"
    database.setdefault("TEST", {})["NAME"] = name


@pytest.fixture(scope="session", autouse=True)
def _emptied_past_the_triggers() -> Iterator[None]:
    """After a transactional test Django empties the tables, which the ledger's triggers refuse.
    `flush` sends post_migrate, which puts them up again. On PostgreSQL deleting the few rows that
    tests leave takes a third of the time of truncating a hundred tables."""
    flush = TransactionTestCase._fixture_teardown

    def take_down_and_flush(self: TransactionTestCase) -> None:
        triggers.take_down(connection)
        flush(self)

    def deletes(_style: object, tables: list[str], **_options: bool) -> list[str]:
        return [f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", take_down_and_flush)
        if connection.vendor == "postgresql":
            patch.setattr(connection.ops, "sql_flush", deletes)
        yield


@pytest.fixture(autouse=True)
def _nobody_has_tried_to_log_in() -> None:
    """Of earlier tests: the cache counts tries by address."""
    cache.clear()


@pytest.fixture(scope="session")
def redis_url(request: pytest.FixtureRequest) -> str:
    """REDIS_URL, with a database of each worker's own from there on."""
    if not settings.REDIS_URL:
        pytest.skip("Redis: not tested, REDIS_URL is not set")
    url = urlsplit(settings.REDIS_URL)
    worker = getattr(request.config, "workerinput", {}).get("workerid", "gw0")
    number = int(url.path.strip("/") or 0) + int(worker.removeprefix("gw"))
    return url._replace(path=f"/{number}").geturl()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("Browser tests: not run, no Chromium on this machine")
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page_at(browser: Browser, live_server) -> Iterator[Callable[[int], Page]]:
    """`page_at(375)` is a new visitor's page, 375 pixels wide; its addresses are the site's own."""
    contexts = []

    def open_page(width: int, height: int = 900) -> Page:
        size = {"width": width, "height": height}
        contexts.append(browser.new_context(base_url=live_server.url, viewport=size))
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(page_at: Callable[[int], Page]) -> Page:
    return page_at(1280)
