"""What only a browser shows: the tree by keyboard, pages without scripts, a strict policy."""

import pytest
from django.contrib.auth import get_user_model

from commissions.nights.run import run_through
from tests import build

PASSWORD = "correct horse battery"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"
)
POLICY += "; form-action 'self'"


@pytest.fixture
def company(transactional_db):
    """Ann above 52 recruits, the first of them above Dan above Fay."""
    build.plan()
    ann = build.agent("ANN", name="Ann Above")
    bea = build.agent("BEA", under=ann, name="Bea Bold")
    dan = build.agent("DAN", under=bea, name="Dan Deep")
    build.agent("FAY", under=dan, name="Fay Far")
    for number in range(51):
        build.agent(f"R{number:02}", under=ann, name=f"Recruit {number:02}")
    build.subscription("S1", of=build.customer("C1", of=dan))
    build.subscription("S2", of=build.customer("C2", of=ann), price="1049", currency="JPY")
    run_through(through=build.NEW_YEAR)
    build.log_in_for(ann, get_user_model(), password=PASSWORD)


def log_in(page):
    page.goto("/account/login/")
    page.get_by_label("Email").fill("ann@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_role("heading", name="Hello, Ann Above").wait_for()
    return page


def test_the_tree_opens_and_closes_by_keyboard(company, page):
    log_in(page).goto("/team/")
    bea = page.locator("summary", has_text="Bea Bold")
    bea.focus()
    page.keyboard.press("Enter")
    page.locator("summary", has_text="Dan Deep").wait_for()
    page.locator("summary", has_text="Dan Deep").press("Enter")
    page.get_by_text("Fay Far").wait_for()
    bea.press("Enter")
    page.get_by_text("Dan Deep").wait_for(state="hidden")
    bea.press("Enter")
    assert page.get_by_text("Fay Far").is_visible()


def test_fifty_more_come_in_the_same_list(company, page):
    log_in(page).goto("/team/")
    assert page.get_by_text("Recruit 49").count() == 0
    page.get_by_role("link", name="Show 50 more").click()
    page.get_by_text("Recruit 50").wait_for()
    assert page.locator("#members > ul > li").count() == 52
    assert page.get_by_role("link", name="Show 50 more").count() == 0


def test_the_search_answers_while_one_types(company, page):
    log_in(page).goto("/team/")
    page.get_by_role("searchbox").press_sequentially("fay")
    page.get_by_role("link", name="Fay Far FAY").click()
    page.wait_for_url("**/team/FAY/tree/**")
    page.get_by_role("link", name="Dan Deep", exact=True).click()
    page.wait_for_url("**/team/DAN/")


def test_choosing_a_currency_changes_the_list_and_the_address(company, page):
    log_in(page).goto("/earnings/")
    assert page.locator("details").count() == 2
    page.get_by_label("Currency").select_option("JPY")
    page.wait_for_url("**currency=JPY**")
    assert page.locator("details").count() == 1


def test_the_menu_logs_out(company, page):
    log_in(page)
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("heading", name="Log in").wait_for()
    page.goto("/team/")
    assert "/account/login/?next=/team/" in page.url


def test_everything_can_be_reached_without_scripts(company, browser, live_server):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = log_in(context.new_page())
    page.goto("/team/")
    page.locator("summary", has_text="Bea Bold").click()
    page.get_by_role("link", name="The recruits of Bea Bold").click()
    assert page.get_by_text("Dan Deep", exact=True).is_visible()
    page.goto("/team/")
    page.get_by_role("link", name="Show 50 more").click()
    assert page.get_by_text("Recruit 50").is_visible()
    page.goto("/earnings/")
    page.locator("summary").first.click()
    page.get_by_role("link", name="The lines of this transfer").first.click()
    assert page.get_by_role("rowheader", name="Posted").is_visible()
    page.goto("/earnings/")
    assert page.get_by_role("button", name="Filter").is_visible()
    context.close()


def test_no_page_needs_more_than_its_own_files(company, page):
    """Under a policy that allows nothing inline and nothing from elsewhere."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))

    def with_policy(route):
        answer = route.fetch(max_redirects=0)
        route.fulfill(
            response=answer, headers={**answer.headers, "content-security-policy": POLICY}
        )

    page.route(lambda url: "/static/" not in url, with_policy)
    log_in(page).goto("/team/")
    page.locator("summary", has_text="Bea Bold").click()
    page.locator("summary", has_text="Dan Deep").wait_for()
    page.goto("/earnings/")
    page.locator("summary").first.click()
    page.get_by_text("Posted").wait_for()
    page.goto("/customers/")
    assert said == []
