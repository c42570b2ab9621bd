"""A distributor's morning, in a real browser: wide and narrow, light and dark."""

import pytest
from django.contrib.auth import get_user_model

from commissions.nights.run import run_through
from tests import build

PASSWORD = "correct horse battery"


@pytest.fixture
def company(transactional_db):
    build.plan()
    ann = build.agent("ANN", name="Ann Above")
    bea = build.agent("BEA", under=ann, name="Bea " + "Below" * 20)
    dan = build.agent("DAN", under=bea, name="Dan Deeper")
    for number, who in enumerate((ann, bea, dan)):
        build.subscription(f"S{number}", of=build.customer(f"C{number}", of=who))
    run_through(through=build.NEW_YEAR)
    build.log_in_for(ann, get_user_model(), password=PASSWORD)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_log_in_look_around_and_open_a_transfer(company, page_at, width, scheme):
    page = page_at(width)
    page.emulate_media(color_scheme=scheme)
    failures: list[str] = []
    page.on("requestfailed", lambda request: failures.append(f"{request.url} {request.failure}"))
    page.on("pageerror", lambda error: failures.append(str(error)))

    page.goto("/account/login/")
    page.locator("[name=login]").fill("ann@example.com")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_role("heading", name="Ann Above").wait_for()
    assert fits(page)

    page.goto("/team/")
    page.locator("summary", has_text="BEA").click()
    page.get_by_text("Dan Deeper").wait_for()
    assert fits(page)

    page.goto("/earnings/")
    page.locator("details.opens summary").first.click()
    page.locator("code", has_text="S1@2026-01-01").first.wait_for()
    assert fits(page)

    page.get_by_role("link", name="statements").click()
    page.get_by_role("link", name="January 2026").click()
    page.get_by_role("heading", name="Statement for January 2026").wait_for()
    assert fits(page)

    page.goto("/customers/")
    page.get_by_text("Customer C0").first.wait_for()
    assert fits(page)
    # Going on to the next page may cut off what the last one still asked for.
    assert [failure for failure in failures if "ERR_ABORTED" not in failure] == []


def fits(page) -> bool:
    """Nothing makes the page itself scroll sideways."""
    root = "document.documentElement"
    return page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")
