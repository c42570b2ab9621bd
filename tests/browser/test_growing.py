"""Two strangers follow a distributor's links, on a phone and at a desk."""

import re
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core import mail

from agents.models import Agent, Customer
from mlmsite.lib import clock
from tests import build
from tests.growing import people

PASSWORD = "correct horse battery"


@pytest.fixture
def bea(transactional_db):
    people.offer("Home Internet", "49.90", description="250 Mbit/s at home.")
    people.offer("Mobile", "19.90", position=1)
    people.agreement(since=clock.today())
    bea = build.agent("BEA", under=build.agent("ANN"), name="Bea Below")
    build.log_in_for(bea, get_user_model(), password=PASSWORD)
    return bea


def log_in(page, email: str) -> None:
    page.goto("/account/login/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_role("heading", name="Hello").wait_for()


def fits(page) -> bool:
    """Nothing makes the page itself scroll sideways."""
    root = "document.documentElement"
    return page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")


def mailed() -> str:
    return re.search(r"http://\S+/(?:my|confirm)/\S+", mail.outbox[-1].body)[0]


def subscribe(page, address: str) -> None:
    page.goto(address)
    assert fits(page)
    page.get_by_label("Home Internet").check()
    page.get_by_label("Your name").fill("Dee Customer")
    page.get_by_label("Your e-mail address").fill("dee@example.net")
    page.get_by_label("I subscribe from today on").check()
    page.get_by_role("button", name="Subscribe").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    page.goto(mailed())
    page.get_by_role("heading", name="Home Internet").wait_for()
    assert fits(page)


def apply(page, address: str) -> None:
    page.goto(address)
    assert fits(page)
    page.get_by_label("Your name").fill("Flo New")
    page.get_by_label("Your e-mail address").fill("flo@example.com")
    page.get_by_label("I have read the agreement").check()
    page.get_by_role("button", name="Apply").click()
    page.get_by_role("heading", name="Look into your mail").wait_for()
    page.goto(mailed())
    assert fits(page)
    page.get_by_role("button", name="Confirm, and choose a password").click()
    page.locator("[name=password1]").fill(PASSWORD)
    page.locator("[name=password2]").fill(PASSWORD)
    page.get_by_role("button", name="Save the password").click()
    page.get_by_role("heading", name="Your password is saved").wait_for()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_links_are_copied_followed_and_counted(bea, page_at, width, scheme):
    mine = page_at(width)
    mine.emulate_media(color_scheme=scheme)
    mine.context.grant_permissions(["clipboard-read", "clipboard-write"])
    log_in(mine, bea.email)
    mine.goto("/grow/")
    assert fits(mine)
    links = [mine.get_by_role("textbox").nth(number).input_value() for number in range(2)]
    mine.get_by_role("button", name="Copy").first.click()
    mine.get_by_role("button", name="Copied").wait_for()
    assert mine.evaluate("navigator.clipboard.readText()") == links[0]
    with mine.expect_download() as download:
        mine.get_by_role("link", name="QR as PNG").first.click()
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")

    visitor = page_at(width)
    visitor.emulate_media(color_scheme=scheme)
    subscribe(visitor, links[0])
    visitor.get_by_role("button", name="Cancel it").click()
    visitor.get_by_text("It runs until").wait_for()
    visitor.get_by_role("button", name="Let it go on").click()
    visitor.get_by_text("goes on as before").wait_for()
    apply(visitor, links[1])

    mine.goto("/grow/")
    assert mine.locator("dd").all_inner_texts() == ["1", "0", "1"]
    mine.goto("/customers/")
    mine.get_by_text("Dee Customer").first.wait_for()
    assert Agent.objects.get(name="Flo New").sponsor == bea
    log_in(visitor, "flo@example.com")


def test_all_of_it_works_without_scripts(bea, browser, live_server):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    subscribe(page, "/with/BEA/")
    page.get_by_role("button", name="Cancel it").click()
    page.get_by_text("It runs until").wait_for()
    apply(page, "/join/BEA/")
    log_in(page, "flo@example.com")
    page.goto("/grow/")
    assert page.get_by_role("button", name="Copy").count() == 0
    assert page.get_by_role("textbox", name="Your link for customers").is_visible()
    context.close()
    assert Customer.objects.get().subscriptions.get().ended_on is not None
