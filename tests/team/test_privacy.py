"""Of my downline: name, code, rank and totals; contact where it is shared; of customers sums."""

import re

import pytest

from agents import preferences
from agents.models import Agent
from tests import build

PAGES = (
    *("/team/", "/team/?under=DAN", "/team/?q=a", "/team/DAN/", "/team/FAY/", "/team/FAY/tree/"),
    *("/team-table/", "/team-table.csv", "/team-table/levels/"),
)


def read(client, path: str) -> str:
    answer = client.get(path)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode().replace("<wbr>", "")


def told(answer) -> str:
    """But for what forms carry along, and each answer has its own of."""
    return re.sub(r'(name="csrfmiddlewaretoken" value=)"[^"]*"', r"\1", answer.content.decode())


@pytest.mark.parametrize("path", PAGES)
def test_no_page_tells_of_anybody_s_customers_or_of_who_is_not_below(bea, client, path):
    text = read(client, path)
    assert "Customer C" not in text
    assert "c1@example.net" not in text
    assert "Ann Above" not in text
    assert "Cy Beside" not in text


@pytest.mark.parametrize("path", PAGES)
def test_an_address_is_shown_where_its_agent_agreed_only(bea, client, path):
    assert "fay@example.com" not in read(client, path)
    preferences.change(Agent.objects.get(code="FAY"), shares_contact=True)
    shown = "fay@example.com" in read(client, path)
    assert shown == (path in ("/team/FAY/", "/team-table.csv"))
    assert "dan@example.com" not in read(client, path)


@pytest.mark.parametrize("who", ["ANN", "CY", "NOBODY"])
def test_who_is_not_below_is_unknown(bea, client, who):
    for address in ("/team/{}/", "/team/{}/tree/", "/team/?under={}", "/team/?after={}"):
        answer, unknown = (client.get(address.format(code)) for code in (who, "XYZ"))
        assert answer.status_code == unknown.status_code == 404
        assert told(answer).replace(who, "XYZ") == told(unknown)
    for turn in ("after", "before"):
        assert client.get(f"/team-table/?{turn}={who}").status_code == 404


def test_no_code_is_taken_by_another_page(bea, client):
    build.agent("table", under=bea, name="Tab Le")
    assert "Tab Le" in client.get("/team/table/").content.decode()
