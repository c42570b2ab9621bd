"""The pages with nothing on them, with much, and with rubbish asked of them."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissions.nights.run import run_through
from tests import build

PAGES = ["/", "/team/", "/team/?q=a", "/customers/", "/earnings/", "/missed/"]


@pytest.fixture
def ann(db, client):
    ann = build.agent("ANN")
    user = build.log_in_for(ann, get_user_model())
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return ann


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/", "first"),
        ("/team/", "Nobody is in your team yet"),
        ("/team/?q=zz", "Nobody in your team has"),
        ("/customers/", "You have no customers yet"),
        ("/earnings/", "You have not earned anything yet"),
    ],
)
def test_an_empty_page_says_what_comes(ann, client, path, said):
    answer = client.get(path)
    assert answer.status_code == 200
    assert said in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/team/?after=NOBODY", 404),
        ("/team/?under=%00", 404),
        ("/customers/?page=zz", 200),
        ("/customers/?page=-7&q=%27%22<script>", 200),
        ("/earnings/?currency=XXX&entry=zz&page=999999", 200),
        ("/earnings/0/", 404),
        ("/earnings/99999999999999999999/", 404),
    ],
)
def test_rubbish_is_no_error(ann, client, path, status):
    assert client.get(path).status_code == status


def grow(ann, *, first: int, count: int) -> None:
    for number in range(first, first + count):
        build.agent(f"BEA-{number}", under=ann)
        mine = build.customer(f"C{number}", of=ann)
        build.subscription(f"S{number}", of=mine)


@pytest.mark.parametrize("path", PAGES)
def test_the_number_of_queries_does_not_grow(ann, client, path):
    build.plan()
    grow(ann, first=0, count=3)
    run_through(through=build.NEW_YEAR)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    grow(ann, first=3, count=30)
    with CaptureQueriesContext(connection) as many:
        client.get(path)
    assert len(many) <= len(few)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_for_nothing_off_the_site_and_has_nothing_inline(ann, client, path):
    page = client.get(path).content.decode()
    assert "<style" not in page
    assert ' style="' not in page
    assert "<script>" not in page
    assert "//" not in page.replace("http://www.w3.org/", "")


def test_htmx_gets_the_rows_alone(ann, client):
    grow(ann, first=0, count=2)
    rows = client.get("/team/?under=ANN", headers={"HX-Request": "true"}).content.decode()
    assert "BEA-1" in rows
    assert "<html" not in rows


def test_a_long_team_comes_fifty_at_a_time(ann, client):
    for number in range(51):
        build.agent(f"BEA-{number:02}", under=ann)
    page = client.get("/team/").content.decode()
    assert "BEA-49" in page
    assert "BEA-50" not in page
    assert "BEA-50" in client.get("/team/?under=ANN&after=BEA-49").content.decode()
