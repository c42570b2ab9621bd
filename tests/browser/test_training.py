"""A recruit's first lesson and its sponsor's look at it, in a real browser."""

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Page, expect

from tests import build
from tests.browser.test_journey import fits
from tests.training import lessons
from tests.training.lessons import ask, taught

PASSWORD = "correct horse battery"


@pytest.fixture
def company(transactional_db):
    """Ann above Bea; the first of two steps asks two questions."""
    ann = build.agent("ANN", name="Ann Above")
    bea = build.agent("BEA", under=ann, name="Bea Below")
    one, _ = taught(lessons.first_steps(lessons=2))
    one.body = "# What it is\n\n- **This**\n- [That](https://example.com)\n"
    one.video_url = "https://videos.example.com/1"
    one.save()
    ask(one, right=["When a customer pays"], wrong=["When I recruit"], text="When do you earn?")
    ask(one, right=["Price", "Term"], wrong=["Nothing"], text="What do you tell a customer?")
    for agent in (ann, bea):
        build.log_in_for(agent, get_user_model(), password=PASSWORD)


def log_in(page: Page, name: str) -> Page:
    page.goto("/account/login/")
    page.locator("[name=login]").fill(f"{name}@example.com")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_role("heading", level=1).wait_for()
    return page


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_recruit_does_a_lesson_and_its_sponsor_sees_it(company, page_at, width, scheme):
    page = page_at(width)
    page.emulate_media(color_scheme=scheme)
    failures: list[str] = []
    page.on("console", lambda said: failures.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: failures.append(str(error)))
    log_in(page, "bea").goto("/learn/")
    assert fits(page)
    page.get_by_role("link", name="Start").click()
    expect(page.get_by_role("heading", name="What it is")).to_be_visible()
    assert fits(page)

    page.get_by_label("When I recruit").check()
    page.get_by_label("Price").check()
    page.get_by_role("button", name="Check my answers").click()
    expect(page.get_by_text("Not all of it is right yet")).to_be_focused()
    expect(page.get_by_role("group", name="When do you earn?")).to_contain_text("not right")
    expect(page.get_by_text("1 right one is missing.")).to_be_visible()
    assert fits(page)

    page.get_by_label("When a customer pays").check()
    page.get_by_label("Term").check()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("All of it is right.")).to_be_focused()
    page.get_by_role("link", name="Continue").click()
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("You have done this lesson.")).to_be_visible()
    page.get_by_role("link", name="To all paths").click()
    expect(page.get_by_text("You have done every lesson there is.")).to_be_visible()

    sponsor = page_at(width)
    log_in(sponsor, "ann").goto("/learn/")
    sponsor.get_by_role("link", name="How far your recruits are").click()
    row = sponsor.get_by_role("row", name="Bea Below")
    expect(row).to_contain_text("2 of 2")
    expect(row).to_contain_text("all done")
    assert fits(sponsor)
    assert failures == []


def test_it_is_done_by_keyboard_alone(company, page):
    log_in(page, "bea").goto("/learn/")
    page.get_by_role("link", name="Start").press("Enter")
    page.get_by_label("When a customer pays").press("Space")
    for choice in ("Price", "Term"):
        page.get_by_label(choice).press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_text("All of it is right.")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Continue")).to_be_focused()


def test_it_is_done_without_scripts(company, browser, live_server):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = log_in(context.new_page(), "bea")
    page.goto("/learn/")
    page.get_by_role("link", name="Start").click()
    page.get_by_label("When I recruit").check()
    page.get_by_role("button", name="Check my answers").click()
    expect(page.get_by_text("Answer every question first.")).to_be_visible()
    page.get_by_label("When a customer pays").check()
    for choice in ("Price", "Term"):
        page.get_by_label(choice).check()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("You have done this lesson.")).to_be_visible()
    context.close()
