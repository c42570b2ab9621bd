"""The pages of statements: the distributor's own, and anybody's for administrators."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model

from commissions.views import statements
from mlmsite.lib import clock
from tests import build
from tests.statements.account import night, paid, post

HERE = "/statements/2026-01/USD/"
MINUS = "\N{MINUS SIGN}"


@pytest.fixture
def moved(ann, monkeypatch):
    """Ann in January and February of 2026, seen on 15 February."""
    monkeypatch.setattr(clock, "today", lambda: date(2026, 2, 15))
    post(ann, "earned", 1_234_56, on=date(2026, 1, 5))
    post(ann, "payout", 2_000_00, on=date(2026, 1, 20))
    night(date(2026, 2, 14), plan=build.plan())
    return ann


def test_a_month_shows_balances_sums_and_transfers(moved, log_in):
    page = log_in(moved).get(HERE).content.decode()
    for said in ("1,234.56", f"{MINUS}2,000.00", f"{MINUS}765.44", "Commissions of the night"):
        assert said in page
    assert f"2026-01-USD-{moved.pk:06d}" in page
    assert "can still change" not in page
    assert "can still change" in log_in(moved.user).get("/statements/2026-02/USD/").content.decode()


def test_the_list_is_by_year_with_what_was_paid_in_it(moved, log_in):
    paid(moved, 600_00, on=date(2026, 1, 22))
    paid(moved, 50_00, on=date(2026, 1, 23), returned_on=date(2026, 1, 25))
    paid(moved, 70_00, on=date(2025, 12, 30))
    page = log_in(moved).get("/statements/").content.decode()
    assert page.index("February 2026") < page.index("January 2026") < page.index("<h2>2025</h2>")
    assert "600.00" in page and "70.00" in page and "50.00" not in page
    assert page.count("so far") == 1


def test_without_transfers_the_list_says_when_the_first_one_comes(ann, log_in):
    assert "You have no statements yet" in log_in(ann).get("/statements/").content.decode()


def test_earnings_lead_to_it(moved, log_in):
    assert 'href="/statements/"' in log_in(moved).get("/earnings/").content.decode()


def test_the_pdf_is_named_after_its_number(moved, log_in):
    response = log_in(moved).get("/statements/2026-01/USD.pdf")
    assert response.headers["Content-Type"] == "application/pdf"
    name = f'inline; filename="2026-01-USD-{moved.pk:06d}.pdf"'
    assert response.headers["Content-Disposition"] == name
    assert "no-store" in response.headers["Cache-Control"]
    assert response.content.startswith(b"%PDF-")


@pytest.mark.parametrize(
    "path",
    ["2026-03/USD/", "2025-12/USD/", "2026-01/EUR/", "2026-13/USD/", "0000-01/USD/", "2026-01/usd/"]
    + ["2026-03/USD.pdf", "9999-12/USD/"],
)
def test_where_there_is_none_it_is_not_found(moved, log_in, path):
    assert log_in(moved).get(f"/statements/{path}").status_code == 404


def test_charlie_sees_his_own_and_not_hers(moved, log_in):
    """Another agent has no statement for that month, and no door to the office."""
    client = log_in(build.agent("CY", under=moved))
    assert client.get(HERE).status_code == 404
    for path in ("", "2026-01/USD/", "2026-01/USD.pdf"):
        assert client.get(f"/office/statements/ANN/{path}").status_code == 404


def test_administrators_who_pay_out_see_anybody_s_and_no_others(moved, log_in):
    other = log_in(get_user_model().objects.create_user("helper", is_staff=True))
    assert other.get("/office/statements/ANN/").status_code == 403
    client = log_in(get_user_model().objects.create_superuser("root"))
    listed = client.get("/office/statements/ANN/").content.decode()
    assert 'href="/office/statements/ANN/2026-01/USD/"' in listed
    page = client.get("/office/statements/ANN/2026-01/USD/").content.decode()
    assert 'href="/office/statements/ANN/2026-01/USD.pdf"' in page
    assert client.get("/office/statements/ANN/2026-01/USD.pdf").content.startswith(b"%PDF-")
    assert client.get("/office/statements/NOBODY/").status_code == 404


def test_many_transfers_come_a_page_at_a_time(moved, log_in):
    for n in range(statements.PAGE):
        post(moved, "fee", n + 1, on=date(2026, 1, 21))
    client = log_in(moved)
    first, second = (client.get(f"{HERE}?page={n}").content.decode() for n in (1, 2))
    assert (first.count("<tr>"), second.count("<tr>")) == (statements.PAGE + 1, 3)
    assert "Page 1 of 2" in first
    assert client.get(f"{HERE}?page=99").content.decode().count("<tr>") == 3


@pytest.mark.parametrize("path", ["/statements/", HERE, "/statements/2026-01/USD.pdf"])
def test_more_transfers_are_no_more_queries(
    moved, log_in, path, django_assert_max_num_queries, django_assert_num_queries
):
    client = log_in(moved)
    with django_assert_max_num_queries(10) as few:
        client.get(path)
    for n in range(40):
        post(moved, "earned", 1, on=date(2026, 1, 1) - timedelta(days=20 * n))
        post(moved, "earned", 1, on=date(2026, 1, 6), currency="JPY")
        post(moved, "earned", 1, on=date(2026, 1, 7))
    with django_assert_num_queries(len(few)):
        client.get(path)
