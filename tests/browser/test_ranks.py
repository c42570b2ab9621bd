"""The next rank, tonight and the month, as one looks at them: worked out while one reads."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model

from commissions.nights.run import run_through
from mlmsite.lib import clock
from tests import build

PASSWORD = "correct horse battery"


@pytest.fixture
def company(transactional_db, monkeypatch):
    """Ann above Bea and Cy, each with a customer."""
    build.plan(
        {"name": "Associate", "residual_ppm": 100_000, "levels_ppm": [50_000]},
        {"name": "Builder", "residual_ppm": 120_000, "levels_ppm": [50_000], "customers": 3},
        active_volume=20,
    )
    ann = build.agent("ANN", name="Ann Above")
    people = [ann, *(build.agent(code, under=ann) for code in ("BEA", "CY"))]
    for number, (who, day) in enumerate(zip(people, (5, 20, 11), strict=True)):
        of = build.customer(f"C{number}", of=who)
        build.subscription(f"S{number}", of=of, started_on=date(2026, 1, day))
    run_through(through=date(2026, 2, 10))
    monkeypatch.setattr(clock, "today", lambda: date(2026, 2, 11))
    build.log_in_for(ann, get_user_model(), password=PASSWORD)


def log_in(page):
    page.goto("/account/login/")
    page.locator("[name=login]").fill("ann@example.com")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url("**/")
    return page


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_look_ahead_and_try_what_more_customers_would_bring(company, page_at, width, scheme):
    page = page_at(width)
    page.emulate_media(color_scheme=scheme)
    log_in(page).goto("/forecast/")
    page.get_by_role("heading", name="Tonight: the night of").wait_for()
    page.get_by_role("heading", name="February 2026, if it goes on as it has").wait_for()
    assert fits(page)

    page.goto("/rank/")
    page.get_by_text("2 more paying customers of your own").wait_for()
    page.get_by_role("heading", name="What it would have paid").wait_for()
    assert fits(page)

    page.get_by_label("New customers").first.fill("2")
    page.get_by_role("button", name="Work it out").click()
    page.get_by_role("heading", name="From Associate to Builder").wait_for()
    assert page.get_by_label("New customers").first.input_value() == "2"
    assert fits(page)

    page.get_by_label("Whose customers").first.fill("EVE")
    page.get_by_role("button", name="Work it out").click()
    page.get_by_text("Nobody in your team has the code EVE.").wait_for()
    assert page.get_by_label("New customers").first.input_value() == "2"


def test_without_scripts_each_is_a_link_away(company, browser, live_server):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = log_in(context.new_page())
    page.goto("/forecast/")
    page.get_by_role("link", name="Work out tonight").click()
    assert page.get_by_role("heading", name="Tonight: the night of").is_visible()
    page.goto("/rank/")
    page.get_by_role("link", name="Work out the nearest way").click()
    assert page.get_by_text("2 more paying customers of your own").is_visible()
    page.goto("/rank/")
    page.get_by_text("More lines").click()
    assert page.get_by_label("New customers").count() == 3
    context.close()


def fits(page) -> bool:
    """Nothing makes the page itself scroll sideways."""
    root = "document.documentElement"
    return page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")
