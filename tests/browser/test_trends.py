"""The pictures in a browser: they fit, can be read, follow the theme, and open into numbers."""

import pytest
from django.contrib.auth import get_user_model

from commissions.nights.models import Entry, Kind
from commissions.nights.run import run_through
from commissions.standings.models import Earned, Standing
from tests import build
from tests.trends import past

PASSWORD = "correct horse battery"
WIDTHS = (360, 390, 1280)

# Texts of one axis or grid that lie over one another.
OVERLAPS = """boxes => boxes
    .map(box => box.getBoundingClientRect())
    .filter(box => box.width)
    .filter((box, at, all) => all.slice(at + 1).some(other =>
        box.left < other.right - 1 && other.left < box.right - 1 &&
        box.top < other.bottom - 1 && other.top < box.bottom - 1))
    .length"""


@pytest.fixture
def company(transactional_db):
    """Bea above Dan, after a year in which each month brought her customers who then left."""
    build.plan(
        {"name": "Associate", "residual_ppm": 100_000, "levels_ppm": [50_000]},
        {"name": "Builder", "personal_volume": 60, "group_volume": 100, "max_leg_share_ppm": 10**5},
    )
    bea = build.agent("BEA", name="Bea Bold")
    dan = build.agent("DAN", under=bea, name="Dan Deep with a Name as Long as They Come")
    for who in (bea, dan):
        build.subscription(f"S-{who.code}", of=build.customer(f"C-{who.code}", of=who))
    run_through(through=build.NEW_YEAR)
    gv = Standing.objects.get(agent=bea).gv
    Standing.objects.filter(agent=bea).delete()
    Earned.objects.filter(agent=bea).delete()
    months = past.months_before(build.NEW_YEAR, 12)
    for at, month in enumerate(months):
        for kind in Kind:
            past.earned(bea, month, 10**10 * (at + kind + 1), kind=kind)
        past.earned(bea, month, -(10**10), entry=Entry.CLAWBACK)
        monthly = build.subscription(
            f"Y{at}", of=build.customer(f"Y{at}", of=bea), started_on=month, billing="external"
        )
        for charged in months[at:]:
            build.charge(monthly, charged)
        until = months[at + 1] if at + 1 < len(months) else None
        past.standing(bea, month, until, team=at * 1000, team_customers=at * 2000, gv=gv, pv=20)
    build.log_in_for(bea, get_user_model(), password=PASSWORD)


def trends(page):
    page.goto("/account/login/?next=/trends/")
    page.get_by_label("Email").fill("bea@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_role("heading", name="Trends").wait_for()
    return page


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_fit_and_no_text_lies_over_another(company, page_at, width, scheme):
    page = page_at(width)
    page.emulate_media(color_scheme=scheme)
    trends(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    texts = (".chart-ticks", ".chart-rows", ".chart-months", ".chart-grid")
    for place in texts:
        for part in page.locator(place).all():
            children = part.locator("text, li > span, li:not(:has(span))").locator("visible=true")
            assert children.evaluate_all(OVERLAPS) == 0, place
    sizes = page.locator("figure text").evaluate_all(
        "all => all.map(text => parseFloat(getComputedStyle(text).fontSize))"
    )
    assert min(sizes) >= 10
    right = "all => Math.max(...all.map(svg => svg.getBoundingClientRect().right))"
    assert page.locator("figure svg").evaluate_all(right) <= width


def test_a_picture_opens_into_its_numbers_by_keyboard(company, page):
    figure = trends(page).get_by_role("figure").filter(has_text="Earnings by month, in USD")
    assert figure.get_by_role("table").count() == 0
    figure.locator("summary").focus()
    page.keyboard.press("Enter")
    assert figure.get_by_role("rowheader").first.is_visible()
    assert figure.get_by_role("row").count() == 13


def test_a_screen_reader_is_told_what_a_picture_is_and_says(company, page):
    picture = trends(page).get_by_role("img", name="Your team")
    assert picture.count() == 1
    tree = page.locator("main").aria_snapshot()
    assert 'img "Paying customers"' in tree
    assert 'img "Who of your customers stayed"' in tree


def test_colours_follow_the_theme(company, browser, live_server):
    seen = set()
    for scheme in ("light", "dark"):
        context = browser.new_context(base_url=live_server.url, color_scheme=scheme)
        page = trends(context.new_page())
        line = page.locator(".line-1 line").first
        seen.add(line.evaluate("line => getComputedStyle(line).stroke"))
        context.close()
    assert len(seen) == 2


def test_the_page_asks_for_nothing_from_elsewhere_and_breaks_no_policy(company, page, live_server):
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    trends(page).locator("summary").first.click()
    assert [url for url in asked if not url.startswith(live_server.url)] == []
    assert said == []
