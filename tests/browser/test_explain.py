"""Why was I paid, why not: as a person looks it up, narrow and wide, light and dark."""

import pytest
from django.contrib.auth import get_user_model

from commissions.nights.run import run_through
from tests import build
from tests.browser.test_journey import PASSWORD, fits


@pytest.fixture
def company(transactional_db):
    """Bea stands between and isn't active, so Ann is paid for level 1."""
    build.plan(
        {"name": "Associate", "residual_ppm": 100_000, "levels_ppm": [50_000]},
        {"name": "Leader", "levels_ppm": [70_000], "customers": 5},
        active_volume=20,
    )
    ann = build.agent("ANN", name="Ann Above")
    bea = build.agent("BEA", under=ann, name="Bea " + "Between" * 12)
    dan = build.agent("DAN", under=bea, name="Dan Deeper")
    build.subscription("S1", of=build.customer("C1", of=ann))
    build.subscription("S2", of=build.customer("C2", of=dan))
    run_through(through=build.NEW_YEAR)
    build.log_in_for(ann, get_user_model(), password=PASSWORD)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_open_a_line_s_story_and_look_at_what_was_missed(company, page_at, width, scheme):
    page = page_at(width)
    page.emulate_media(color_scheme=scheme)
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.goto("/account/login/")
    page.locator("[name=login]").fill("ann@example.com")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_role("heading", name="Ann Above").wait_for()

    page.goto("/earnings/")
    page.locator("details.opens summary").first.click()
    page.get_by_text("Why? S2@2026-01-01").click()
    page.get_by_text("Passed over: not active. 20 points short of personal volume.").wait_for()
    page.get_by_role("heading", name="The rounding of the night").wait_for()
    assert fits(page)

    page.goto("/missed/")
    page.locator("details.missed summary", has_text="S2@").click()
    page.get_by_text("Had you been Leader").wait_for()
    assert fits(page)

    page.get_by_label("What decided").select_option(label="I was not active")
    page.get_by_role("button", name="Show").click()
    page.get_by_text("Nothing was decided like that.").wait_for()
    assert fits(page)
    assert failures == []
