"""Two administrators pay out, with a code of an app and with a passkey."""

import re

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Page, expect

from commissions.payouts.models import Batch
from tests.pages.test_second_factor import app_of, code, half_a_minute_later
from tests.payouts import people

PASSWORD = "correct horse"
DEVICE = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
DEVICE |= {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}


@pytest.fixture
def money_for_bea(transactional_db, settings):
    settings.STAFF_SECOND_FACTOR = True
    settings.COMPANY_NAME, settings.COMPANY_IBAN = people.COMPANY, people.COMPANY_IBAN
    people.payable("BEA", 100_00)


def administrator(name: str) -> str:
    """Returns the key of its app."""
    email = f"{name}@example.com"
    return app_of(get_user_model().objects.create_superuser(name, email, PASSWORD))


def log_in(page: Page, name: str, secret: str) -> None:
    page.goto("/account/login/")
    page.get_by_label("Email").fill(f"{name}@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_label("Code").fill(code(secret))
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("heading", name="Payout queue")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_one_makes_a_batch_and_the_other_approves_it(money_for_bea, page_at, width, scheme):
    maker, approver = page_at(width), page_at(width)
    for page in (maker, approver):
        page.emulate_media(color_scheme=scheme)
    log_in(maker, "max", administrator("max"))
    expect(maker.get_by_role("link", name="Can be paid")).to_be_visible()
    maker.get_by_role("button", name="Make drafts").click()
    maker.get_by_role("button", name="Submit for approval").click()
    expect(maker.get_by_text("You made it: somebody else has to approve it.")).to_be_visible()
    log_in(approver, "amy", administrator("amy"))
    approver.get_by_role("link", name=re.compile("^B0")).click()
    approver.get_by_role("button", name="Approve 100.00 EUR").click()
    approver.get_by_role("button", name="Send").click()
    with approver.expect_download() as download:
        approver.get_by_role("link", name="Download the file for the bank").click()
    assert people.IBAN in download.value.path().read_text()
    approver.get_by_role("button", name="All of the rest has arrived").click()
    expect(approver.get_by_text("settled", exact=True)).to_be_visible()
    assert Batch.objects.get().state == Batch.State.SETTLED


def test_a_passkey_is_added_and_logs_in(money_for_bea, page, live_server):
    secret = administrator("amy")
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    log_in(page, "amy", secret)
    page.goto("/account/security/webauthn/add/")
    half_a_minute_later()
    page.get_by_label("Code").fill(code(secret))
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name").fill("Laptop")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("The passkey is added.")).to_be_visible()
    page.context.clear_cookies()
    page.goto("/account/login/")
    page.get_by_role("button", name="Log in with a passkey").click()
    expect(page.get_by_role("heading", name="Payout queue")).to_be_visible()
    page.get_by_role("button", name="Make drafts").click()
    expect(page.get_by_role("button", name="Submit for approval")).to_be_visible()
