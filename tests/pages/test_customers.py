"""My customers: what they subscribe to, from when until when."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model

from mlmsite.lib import clock
from tests import build

TODAY = date(2026, 3, 10)


@pytest.fixture
def row(db, client, monkeypatch):
    """The text of the row of a subscription with these fields."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    bea = build.agent("BEA")
    user = build.log_in_for(bea, get_user_model())
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    mine = build.customer("C1", of=bea)

    def shown(**fields) -> str:
        build.subscription("S1", of=mine, **fields)
        return client.get("/customers/").content.decode().partition("<tbody>")[2]

    shown.customer = mine
    return shown


def test_one_that_runs_is_active_and_says_its_next_charge(row):
    text = row(price="1049.90")
    assert "1,049.90" in text
    assert ">active<" in text
    assert 'datetime="2026-01-01"' in text


def test_one_that_ended_says_when(row):
    text = row(ended_on=TODAY)
    assert ">ended<" in text
    assert "10 Mar 2026" in text
    assert ">active<" not in text


def test_one_that_will_end_says_until_when(row):
    assert "until <time" in row(ended_on=date(2026, 3, 20))


def test_after_the_last_charge_none_follows(row, client):
    row(ended_on=date(2026, 3, 20))
    row.customer.subscriptions.update(next_charge_on=date(2026, 4, 1))
    text = client.get("/customers/").content.decode()
    assert '<span class="soft">none</span>' in text
    assert "1 Apr 2026" not in text


def test_one_that_is_billed_elsewhere_has_no_next_charge(row):
    assert "billed elsewhere" in row(billing="external")


def test_an_own_account_is_marked(row):
    row.customer.own_account = True
    row.customer.save()
    assert "your own account" in row()


def test_a_customer_without_a_subscription_is_shown_too(row, client):
    page = client.get("/customers/").content.decode()
    assert "no subscription yet" in page


def test_the_search_looks_at_name_address_and_reference(row, client):
    build.customer("C2", of=row.customer.agent, name="Zoe Zander")
    for words, found in (("zoe", 1), ("c1@example", 1), ("C2", 1), ("zoe c1", 0), ("", 2)):
        rows = client.get("/customers/", {"q": words}, headers={"HX-Request": "true"})
        assert rows.content.decode().count("<tbody>") == found, words
