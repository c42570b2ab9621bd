"""Every page of the site, opened once by each who gets it: axe finds nothing serious, wide and
narrow, light and dark; nothing scrolls sideways; nothing needs more than the policy allows."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse
from playwright.sync_api import Page

from tests.browser import axe
from tests.browser.test_journey import fits

WIDTHS = (1280, 390, 360)
# Django's own pages, and Swagger UI's.
ELSEWHERE = re.compile("/admin/|/api/docs/")


@pytest.mark.slow
@pytest.mark.parametrize("who", ["stranger", "agent", "staff"])
def test_every_page_is_right_in_each_look(tour, who):
    said: list[str] = []
    wrong: list[str] = []
    for page in tour(who, said=said):
        if not ELSEWHERE.search(page.url):
            wrong += problems(page)
    assert wrong == []
    assert stopped(said) == []


def problems(page: Page) -> list[str]:
    page.locator(".htmx-request").first.wait_for(state="detached")
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if not fits(page):
            found.append(f"{page.url} scrolls sideways at {width}")
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        found += axe.problems(page)
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        found += axe.problems(page, colours_only=True)
    return found


def stopped(said: list[str]) -> list[str]:
    return [text for text in said if "Content Security Policy" in text]


@pytest.mark.slow
def test_no_page_of_the_administration_is_stopped_by_the_policy(tour):
    said: list[str] = []
    for _page in tour("staff", only=addresses_of_records(), said=said):
        pass
    assert stopped(said) == []


def addresses_of_records() -> list[str]:
    """Of Django's administration: each list, its form for a new record, and its first record."""
    found = []
    for model, its in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found.append(reverse(f"{name}_changelist"))
        if model.__name__ in {"Agent", "Customer", "Subscription", "Lesson", "Path", "User"}:
            found.append(reverse(f"{name}_add"))
        row = model._default_manager.first()
        if row is not None and its.opts.app_label in {"agents", "commissions", "auth"}:
            found.append(reverse(f"{name}_change", args=[row.pk]))
    return found


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere(client, db):
    policy = client.get("/account/login/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
