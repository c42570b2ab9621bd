"""The page of pictures: said in words and numbers too, light, and no slower for a larger team."""

import re
from functools import partial

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agents.models import Agent
from commissions.nights.models import Entry, Kind
from commissions.nights.run import run_through
from commissions.standings.models import Earned, Standing
from commissions.views import trends as view
from tests import build
from tests.trends import past

BACKEND = "django.contrib.auth.backends.ModelBackend"
NIGHT = build.NEW_YEAR
HEAVIEST = 150_000


@pytest.fixture
def bea(db):
    """Two nights' worth of company: Bea below Ann, above Dan; all three have a customer."""
    build.plan(
        {"name": "Associate", "residual_ppm": 100_000, "levels_ppm": [50_000]},
        {"name": "Builder", "personal_volume": 60, "group_volume": 100, "max_leg_share_ppm": 10**5},
    )
    ann = build.agent("ANN", name="Ann Above")
    bea = build.agent("BEA", under=ann)
    dan = build.agent("DAN", under=bea, name="Dan Deep")
    for who in (ann, bea, dan):
        build.subscription(f"S-{who}", of=build.customer(f"C-{who.code}", of=who, name="Secret"))
    build.log_in_for(bea, get_user_model())
    return bea


@pytest.fixture
def shown(bea, client):
    client.force_login(Agent.objects.get(pk=bea.pk).user, backend=BACKEND)

    def get() -> str:
        return client.get("/trends/").content.decode()

    return get


def a_year(bea: Agent, months: int, *, currencies: tuple[str, ...] = ("USD",)) -> None:
    """As nights would have left it behind: of each month all kinds, clawed back and customers."""
    days = past.months_before(NIGHT, months)
    for at, month in enumerate(days):
        for currency in currencies:
            Earned.objects.filter(agent=bea, month=month, currency=currency).delete()
            for kind in Kind:
                past.earned(bea, month, 10**12 + at, kind=kind, currency=currency)
            past.earned(bea, month, -(10**11), entry=Entry.CLAWBACK, currency=currency)
        start = month.replace(day=2)
        monthly = build.subscription(
            f"Y{at}", of=build.customer(f"Y{at}", of=bea), started_on=start, billing="external"
        )
        for charged in days[at:]:
            build.charge(monthly, charged.replace(day=2))
    gv = Standing.objects.get(agent=bea).gv
    Standing.objects.filter(agent=bea).delete()
    for since, until in zip(days, [*days[1:], None], strict=True):
        past.standing(bea, since, until, team=12_345, team_customers=23_456, gv=gv, pv=20)


def many_legs(bea: Agent, count: int) -> None:
    for number in range(count):
        leg = build.agent(f"L{number:03}", under=bea, name=f"Leg number {number}")
        past.standing(leg, NIGHT, gv=1000 + number)


def test_before_the_first_night_it_says_what_is_to_come(shown):
    page = shown()
    assert "There is nothing to draw yet" in page
    assert "<figure" not in page


def test_after_the_first_night_there_is_one_month_of_everything(shown):
    run_through(through=NIGHT)
    page = shown()
    assert "Earnings by month, in USD" in page
    assert "3.30" in page and "so far this month" in page
    assert "1 person in your team now." in page
    assert "2 customers of yours and of your team pay now." in page
    assert "40 points of group volume." in page
    assert "For Builder, 30 of them count: at most 10 from one leg." in page
    assert "1 customer began in the last twelve months." in page


def test_every_picture_has_a_title_a_description_and_a_table(shown, bea):
    run_through(through=NIGHT)
    a_year(bea, 12)
    page = shown()
    figures = re.findall(r"<figure.*?</figure>", page, re.DOTALL)
    assert len(figures) == 5
    for figure in figures:
        assert re.search(r'<h2 id="([\w-]+)-title">', figure)
        assert re.search(r'id="[\w-]+-said"', figure)
        assert figure.count("<table>") == figure.count("<summary>Show the numbers</summary>") == 1
    pictures = re.findall(r'<svg[^>]*role="img"[^>]*>', page)
    assert len(pictures) == 4
    for picture in pictures:
        [title] = re.findall(r'aria-labelledby="([^"]+)"', picture)
        [said] = re.findall(r'aria-describedby="([^"]+)"', picture)
        assert f'id="{title}"' in page and f'id="{said}"' in page


def test_every_other_drawing_is_hidden_from_those_who_listen(shown, bea):
    run_through(through=NIGHT)
    a_year(bea, 3)
    for picture in re.findall(r"<svg[^>]*>", shown()):
        assert 'role="img"' in picture or 'aria-hidden="true"' in picture


def test_the_table_says_what_the_columns_draw(shown, bea):
    run_through(through=NIGHT)
    a_year(bea, 3)
    page = shown()
    assert page.count("<title>December 2025 · Residual: 10,000.00 USD</title>") == 1
    row = page[page.index('<th scope="row">Dec 2025</th>') :]
    cells = re.findall(r'<td class="end">(.*?)</td>', row[: row.index("</tr>")])
    said = [re.sub(r"<[^>]+>", "", cell) for cell in cells]
    amounts = ["10,000.00", "10,000.00", "10,000.00", "\N{MINUS SIGN}1,000.00", "29,000.00"]
    assert said == [f"{amount} USD" for amount in amounts]


def test_places_are_written_for_machines_in_any_language(shown, bea, settings, client):
    run_through(through=NIGHT)
    a_year(bea, 12)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "de"
    drawn = " ".join(re.findall(r"<(?:rect|line|circle|text)[^>]*>", shown()))
    values = re.findall(r' (?:x|y|x1|x2|y1|y2|cx|cy|r|width|height)="([^"]*)"', drawn)
    assert len(values) > 300
    assert all(re.fullmatch(r"-?[0-9]+(\.[0-9]+)?%?", value) for value in values)


def test_nothing_is_styled_inline_and_nothing_comes_from_elsewhere(shown, bea):
    run_through(through=NIGHT)
    a_year(bea, 12)
    page = shown()
    assert " style=" not in page and "<style" not in page
    assert "//" not in re.sub(r"<!doctype html>", "", page)


def test_two_years_and_five_hundred_legs_are_less_than_150_kb(shown, bea, monkeypatch):
    run_through(through=NIGHT)
    a_year(bea, 24, currencies=("USD", "EUR"))
    many_legs(bea, 500)
    for name in ("earned", "people", "stayed"):
        monkeypatch.setattr(view, name, partial(getattr(view, name), count=24))
    page = shown()
    assert page.count("<title>") > 24 * 2 * 4
    # Dan's leg, too, is among the others.
    assert "489 other legs" in page
    assert len(page.encode()) < HEAVIEST


def test_a_longer_past_and_a_larger_team_ask_no_more_queries(shown, bea):
    run_through(through=NIGHT)
    shown()
    with CaptureQueriesContext(connection) as few:
        shown()
    a_year(bea, 12, currencies=("USD", "EUR"))
    many_legs(bea, 30)
    with CaptureQueriesContext(connection) as many:
        shown()
    assert len(many) == len(few) <= 20


def test_of_others_only_recruits_are_named_and_nobody_s_customers(shown):
    run_through(through=NIGHT)
    page = shown()
    assert "Dan Deep" in page
    assert "Ann Above" not in page
    assert "Secret" not in page
    assert "dan@" not in page


def test_someone_without_sales_is_told_what_will_come(db, client):
    build.plan()
    cy = build.agent("CY")
    run_through(through=NIGHT)
    client.force_login(build.log_in_for(cy, get_user_model()), backend=BACKEND)
    page = client.get("/trends/").content.decode()
    assert "You have not earned anything in the last twelve months." in page
    assert "No volume yet." in page
    assert "No customer of yours began" in page


def test_the_rank_s_rings_close_as_needs_are_met(shown, bea):
    run_through(through=NIGHT)
    page = shown()
    assert 'stroke-dasharray="33 67"' in page
    assert "20 of 60" in page
    assert "ring-met" not in page
    Standing.objects.filter(agent=bea).update(pv=60)
    assert shown().count("ring ring-met") == 1


def test_an_agent_whom_no_night_has_seen_is_shown_what_there_is(shown, bea):
    run_through(through=NIGHT)
    Standing.objects.filter(agent=bea).delete()
    page = shown()
    assert "Earnings by month, in USD" in page
    assert "Next rank" not in page
