"""The queue a page at a time, and all of it counted."""

import re

import pytest

from commissions.views.office import queue
from tests.payouts import people


@pytest.fixture
def five(db, monkeypatch):
    monkeypatch.setattr(queue, "PAGE", 2)
    return [people.payable(f"A{number}", 5_00 + number) for number in range(5)]


def codes(page: str) -> list[str]:
    return re.findall(r'<a href="/office/agents/(\w+)/">', page)


def test_the_next_ones_go_on_where_the_page_ends(five, log_in):
    max_, seen, path = log_in("max"), [], "/office/"
    while path and len(seen) < 9:
        page = max_.get(path).content.decode()
        seen.append(codes(page))
        following = re.search(r'rel="next" href="([^"#]+)', page)
        path = following and following[1].replace("&amp;", "&")
    assert seen == [["A0", "A1"], ["A2", "A3"], ["A4"]]


def test_it_is_searched_and_chosen_from(five, log_in):
    max_ = log_in("max")
    assert codes(max_.get("/office/?q=a3").content.decode()) == ["A3"]
    nobody = max_.get("/office/?why=suspended").content.decode()
    assert "Nobody in the queue is like that." in nobody


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_all_of_it_is_counted(five, log_in, headers):
    page = log_in("max").get("/office/totals/", headers=headers).content.decode()
    assert "25.10" in page
    assert "5 agents" in page
    assert ("<html" in page) == (not headers)
