"""No page needs more than its Content-Security-Policy allows: nothing inline, nothing from
elsewhere; and the policy is one that allows nothing of the kind."""

import pytest
from django.contrib import admin
from django.urls import reverse


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


@pytest.mark.slow
@pytest.mark.parametrize("who", ["stranger", "agent", "staff"])
def test_no_page_is_stopped_by_the_policy(tour, who):
    said: list[str] = []
    more = addresses_of_records() if who == "staff" else []
    for _page in tour(who, more=more, said=said):
        pass
    assert [text for text in said if "Content Security Policy" in text] == []


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere(client, db):
    policy = client.get("/account/login/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
