"""My team as somebody uses it: with a mouse, a keyboard, a narrow window."""

import pytest
from django.contrib.auth import get_user_model

from commissions.nights.run import run_through
from tests import build
from tests.browser.test_journey import fits

PASSWORD = "correct horse battery"


@pytest.fixture
def company(transactional_db):
    """Ann above Bea and 60 more; Bea above Dan and Dora, Dan above Fay above Gus."""
    build.plan()
    ann = build.agent("ANN", name="Ann Above")
    bea = build.agent("BEA", under=ann, name="Bea Bold")
    dan = build.agent("DAN", under=bea, name="Dan Deep")
    build.agent("DORA", under=bea, name="Dora Deep")
    fay = build.agent("FAY", under=dan, name="Fay Far")
    build.agent("GUS", under=fay, name="Gus Gone")
    for number in range(60):
        build.agent(f"R{number:02}", under=ann, name=f"Recruit {number:02}")
    build.subscription("S1", of=build.customer("C1", of=fay))
    run_through(through=build.NEW_YEAR)
    build.log_in_for(ann, get_user_model(), password=PASSWORD)


def log_in(page):
    page.goto("/account/login/")
    page.locator("[name=login]").fill("ann@example.com")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_role("heading", name="Ann Above").wait_for()
    return page


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_from_the_search_to_the_way_down_to_the_card_and_the_table(company, page_at, width, scheme):
    page = page_at(width)
    page.emulate_media(color_scheme=scheme)
    log_in(page).goto("/team/")
    assert fits(page)
    page.get_by_role("searchbox").press_sequentially("fay")
    page.locator("#members").get_by_role("link", name="Fay Far FAY").click()
    page.wait_for_url("**/team/FAY/tree/#is-FAY")
    assert page.get_by_text("Gus Gone").is_visible()
    assert page.get_by_text("Dora Deep").count() == 0
    assert fits(page)
    page.get_by_role("link", name="All recruits of Bea Bold").click()
    page.get_by_text("Dora Deep").wait_for()

    page.get_by_role("link", name="More about Dora Deep").click()
    page.get_by_role("heading", name="Dora Deep").wait_for()
    assert fits(page)

    page.goto("/team-table/")
    assert page.get_by_text("65 people").is_visible()
    assert fits(page)
    page.get_by_role("link", name="Next").click()
    page.get_by_role("link", name="Previous").wait_for()
    assert page.locator("table.team tbody tr").count() == 15
    page.get_by_label("Name or code").fill("deep")
    page.get_by_role("button", name="Show").click()
    page.get_by_text("2 people").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="All of them as CSV").click()
    assert download.value.suggested_filename == "team-ANN-2026-01-01.csv"


def test_a_heading_sorts_and_keeps_the_focus(company, page):
    log_in(page).goto("/team-table/")
    heading = page.get_by_role("link", name="Name", exact=True)
    heading.focus()
    page.keyboard.press("Enter")
    page.locator("th[aria-sort=ascending]").wait_for()
    assert page.locator("table.team tbody tr").first.get_by_text("Bea Bold").is_visible()
    assert page.evaluate("document.activeElement.id") == "sort-name"
    page.keyboard.press("Enter")
    page.locator("th[aria-sort=descending]").wait_for()
    assert page.url.endswith("sort=-name")


OPEN_AT_ONCE = """
new Promise((resolve) => {
  new MutationObserver((changes, observer) => {
    const inner = document.querySelector(".opened .opens");
    if (!inner) return;
    observer.disconnect();
    inner.open = true;
    resolve();
  }).observe(document.querySelector("#members"), { childList: true, subtree: true });
  document.querySelector("#members .opens > summary").click();
})
"""


def test_a_row_opened_in_the_instant_in_which_it_appears_loads_too(company, page):
    """An observer of changes is called before anything else can be, a key press among it."""
    log_in(page).goto("/team/")
    page.evaluate(OPEN_AT_ONCE)
    page.get_by_text("Fay Far", exact=True).wait_for()


def test_arrow_keys_walk_through_the_tree(company, page):
    log_in(page).goto("/team/")
    page.locator("summary", has_text="Bea Bold").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_text("Dora Deep").wait_for()
    page.keyboard.press("ArrowRight")
    assert "Dan Deep" in focused(page)
    page.keyboard.press("ArrowDown")
    assert "More about Dora Deep" in focused(page)
    page.keyboard.press("ArrowLeft")
    assert "Bea Bold" in focused(page)
    page.keyboard.press("ArrowLeft")
    page.get_by_text("Dora Deep").wait_for(state="hidden")
    page.keyboard.press("ArrowDown")
    assert "More about Recruit 00" in focused(page)
    page.keyboard.press("ArrowUp")
    assert "Bea Bold" in focused(page)


def focused(page) -> str:
    it = "document.activeElement"
    return page.evaluate(f"{it}.getAttribute('aria-label') ?? {it}.innerText")


def test_tab_reaches_the_card_and_then_the_row(company, page):
    log_in(page).goto("/team/")
    page.get_by_role("link", name="More about Bea Bold").focus()
    page.keyboard.press("Tab")
    assert "Bea Bold" in focused(page)
    page.keyboard.press("Enter")
    page.get_by_text("Dan Deep", exact=True).wait_for()
    page.keyboard.press("Tab")
    assert "More about Dan Deep" in focused(page)
