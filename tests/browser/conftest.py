"""Being led through every page of the site, as the table of tests/test_routes.py has them."""

from collections.abc import Callable, Iterator, Sequence

import pytest
from django.test import Client
from playwright.sync_api import Page

from tests import test_routes

Tour = Callable[..., Iterator[Page]]

_DOWNLOADS = (".pdf", ".csv", ".svg", ".<slug:kind>", "/file/", "/download/", ".json")
_DOWNLOADS += ("/health/live", "/health/ready")


@pytest.fixture
def tour(transactional_db, settings, page_at, live_server) -> Tour:
    """`tour("agent")` opens each page that an agent gets, one after another, in one window; or the
    addresses in `only`. What the browser says of them is added to `said`."""
    users, known = test_routes.company(settings)

    def walk(who: str, *, said: list[str], only: Sequence[str] = ()) -> Iterator[Page]:
        page = page_at(1280)
        page.on("console", lambda message: said.append(f"{page.url} {message.text}"))
        if who in users:
            _log_in(page, users[who], live_server.url)
        for path in only or _paths(who, known):
            page.goto(path)
            yield page

    return walk


def _paths(who: str, known: dict) -> list[str]:
    position = test_routes.WHO.index(who)
    return [
        address
        for path, answers in test_routes.ROUTES.items()
        if answers[position] == 200
        and not (address := test_routes.address(path, known)).endswith(_DOWNLOADS)
    ]


def _log_in(page: Page, user, url: str) -> None:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    cookie = client.cookies["sessionid"]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])
