"""Who needs me today: a goal is set and shared, falls behind, is cheered, and says so."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model

from agents.models import FailedCharge
from commissions.nights.run import run_through
from mlmsite.lib import clock
from tests import build
from tests.browser.test_journey import fits

PASSWORD = "correct horse battery"


@pytest.fixture
def company(transactional_db, monkeypatch):
    """The 21st of January: Ann above Bea, who has one customer; a charge of Ann's own failed."""
    monkeypatch.setattr(clock, "today", lambda: date(2026, 1, 21))
    build.plan()
    ann = build.agent("ANN", name="Ann Above")
    bea = build.agent("BEA", under=ann, name="Bea Bold")
    build.subscription("B1", of=build.customer("B1", of=bea))
    of = build.subscription("A1", of=build.customer("A1", of=ann, name="Carl Customer"))
    FailedCharge.objects.create(
        ref="F1",
        subscription=of,
        period_start=date(2026, 2, 1),
        failed_on=date(2026, 1, 18),
        reason="card expired",
    )
    run_through(through=date(2026, 1, 20))
    for who in (ann, bea):
        build.log_in_for(who, get_user_model(), password=PASSWORD)


def log_in(page, email: str) -> None:
    page.goto("/account/login/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_role("heading", name="Hello").wait_for()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_goal_that_falls_behind_is_seen_cheered_and_the_cheer_is_read(
    company, page_at, width, scheme
):
    hers, mine = page_at(width), page_at(width)
    for page in (hers, mine):
        page.emulate_media(color_scheme=scheme)
    log_in(hers, "bea@example.com")
    hers.goto("/goals/")
    hers.get_by_label("What").select_option("customers")
    hers.get_by_label("How much").fill("10")
    hers.get_by_role("button", name="Set it").click()
    hers.get_by_text("10 paying customers").wait_for()
    assert fits(hers)

    log_in(mine, "ann@example.com")
    mine.goto("/today/")
    assert fits(mine)
    assert mine.get_by_text("Carl Customer").is_visible()
    assert mine.get_by_text("card expired").is_visible()
    behind = mine.get_by_role("region", name="Goals that fall behind")
    assert behind.get_by_text("Bea Bold").is_visible()
    behind.get_by_role("link", name="Goals of my team").click()
    mine.get_by_text("Cheer, or offer help").click()
    assert fits(mine)
    mine.get_by_label("Something kind").fill("You can do it!")
    mine.get_by_label("I offer my help").check()
    mine.get_by_role("button", name="Say it").click()
    mine.get_by_text("You said: You can do it!").wait_for()

    hers.reload()
    assert hers.get_by_text("Ann Above: You can do it!").is_visible()
    assert hers.get_by_text("offers help").is_visible()
