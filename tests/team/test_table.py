"""My team as a table: who is in it, in which order, page by page."""

from datetime import date

import pytest

from agents.models import Agent
from commissions.team import table
from commissions.team.levels import Level, levels
from tests import build
from tests.team.conftest import NIGHT


def codes(me: Agent, **asked) -> list[str]:
    page = table.page(me, table.Asked(**asked), night=NIGHT)
    return [member.agent.code for member in page.members]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, {"DAN", "DORA", "DIRK", "FAY", "GUS", "HAL"}),
        ({"level_from": 2}, {"FAY", "GUS", "HAL"}),
        ({"level_to": 1}, {"DAN", "DORA", "DIRK"}),
        ({"level_from": 2, "level_to": 2}, {"FAY", "HAL"}),
        ({"rank": 0}, {"DORA", "DIRK", "FAY", "GUS"}),
        ({"rank": 1}, {"DAN"}),
        ({"activity": "active"}, {"DAN", "FAY"}),
        ({"activity": "not_active"}, {"DORA", "DIRK", "GUS"}),
        ({"activity": "new"}, {"HAL"}),
        ({"customers": "with"}, {"DAN", "DIRK", "FAY"}),
        ({"customers": "without"}, {"DORA", "GUS"}),
        ({"status": "suspended"}, {"DORA"}),
        ({"status": "active"}, {"DAN", "FAY", "GUS", "HAL"}),
        ({"joined_since": NIGHT}, {"GUS", "HAL"}),
        ({"words": "deep d"}, {"DAN", "DORA", "DIRK"}),
        ({"words": "hal", "activity": "active"}, set()),
        ({"level_from": 2, "customers": "with", "activity": "active"}, {"FAY"}),
    ],
)
def test_filters(bea, asked, expected):
    for sort in ("-gv", "name"):
        assert set(codes(bea, **asked, sort=sort)) == expected
    assert table.count(bea, table.Asked(**asked)) == len(expected)


def key(member, column):
    if column in ("name", "level", "joined"):
        return {
            "name": member.agent.name,
            "level": member.level,
            "joined": member.agent.joined_on,
        }[column]
    return member.standing and getattr(member.standing, column)


@pytest.mark.parametrize("column", table.COLUMNS)
@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("words", ["", "a"])
def test_every_column_sorts_and_who_is_new_comes_last(bea, column, sign, words):
    page = table.page(bea, table.Asked(sort=sign + column, words=words), night=NIGHT)
    keys = [key(member, column) for member in page.members]
    known = [value for value in keys if value is not None]
    assert known == sorted(known, reverse=bool(sign))
    assert keys[len(known) :] == [None] * (len(keys) - len(known))


@pytest.mark.parametrize("column", table.COLUMNS)
@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("words", ["", "a"])
def test_pages_forth_and_back_show_everybody_once(bea, monkeypatch, column, sign, words):
    for number in range(3):
        build.agent(f"H{number}", under=bea, name="Ada", joined_on=date(2026, 1, 2))
    asked = table.Asked(sort=sign + column, words=words)
    whole = [member.agent.code for member in table.page(bea, asked, night=NIGHT).members]
    monkeypatch.setattr(table, "PAGE", 2)
    forth, page = [], table.page(bea, asked, night=NIGHT)
    assert page.before == ""
    while True:
        forth.append([member.agent.code for member in page.members])
        if not page.after:
            break
        page = table.page(bea, asked, night=NIGHT, after=Agent.objects.get(code=page.after))
    assert [code for codes in forth for code in codes] == whole
    back = [forth[-1]]
    while page.before:
        page = table.page(bea, asked, night=NIGHT, before=Agent.objects.get(code=page.before))
        back.insert(0, [member.agent.code for member in page.members])
    assert back == forth


def test_whoever_no_longer_fits_turns_to_the_first_page(bea):
    dora = Agent.objects.get(code="DORA")
    asked = table.Asked(activity="active")
    for turn in ({"after": dora}, {"before": dora}):
        page = table.page(bea, asked, night=NIGHT, **turn)
        assert [member.agent.code for member in page.members] == ["DAN", "FAY"]
        assert (page.before, page.after) == ("", "")


def test_counting_ends_somewhere(bea, client, monkeypatch):
    monkeypatch.setattr(table, "COUNTED", 3)
    assert "more than 3 people" in client.get("/team-table/").content.decode()


def test_the_page_shows_filters_sorting_and_figures(bea, client):
    page = client.get("/team-table/?activity=active").content.decode()
    assert "2 people" in page
    assert 'aria-sort="descending"' in page
    assert 'href="/team-table.csv?activity=active"' in page
    assert 'href="/team/DAN/"' in page
    assert '<option value="1">Leader</option>' in page
    assert "Nobody in your team is like that." in client.get("/team-table/?q=zz").content.decode()


def test_htmx_gets_the_filters_and_the_rows(bea, client):
    part = client.get("/team-table/?sort=name", headers={"HX-Request": "true"}).content.decode()
    assert "<form" in part
    assert "<html" not in part


@pytest.mark.parametrize(
    "asked",
    ["level_from=0", "level_from=3&level_to=2", "rank=9", "joined_since=yesterday", "sort=shoes"],
)
def test_what_cannot_be_asked_is_said_beside_its_field(bea, client, asked):
    for address in ("/team-table/", "/team-table.csv"):
        answer = client.get(f"{address}?{asked}")
        assert answer.status_code == 422
        assert 'class="errors"' in answer.content.decode()


def test_levels_add_up(bea, client):
    assert levels(bea) == [
        Level(1, people=3, active=1, pv=40, customers=2),
        Level(2, people=2, active=1, pv=40, customers=1 + 1),
        Level(3, people=1, active=0, pv=0, customers=0),
    ]
    assert "level_from=2&amp;level_to=2" in client.get("/team-table/levels/").content.decode()
