"""My earnings: transfers, and the lines behind each."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model

from commissions.ledger.models import Transfer
from commissions.nights import earnings
from commissions.nights.run import run_through
from tests import build
from tests.payouts import people

HTMX = {"HX-Request": "true"}


@pytest.fixture
def bea(db, client):
    """Earns on 60 customers of her own, in two currencies; one refund in the second night."""
    build.plan({"name": "Associate", "residual_ppm": 101_300})
    bea = build.agent("BEA")
    for number in range(60):
        mine = build.customer(f"C{number:02}", of=bea)
        build.subscription(f"S{number:02}", of=mine, price="0.77")
    build.subscription("YEN", of=build.customer("C-YEN", of=bea), price="4415", currency="JPY")
    run_through(through=build.NEW_YEAR)
    charge = mine.subscriptions.get().charges.get()
    build.refund(charge, "0.77", on=date(2026, 1, 2))
    run_through(through=date(2026, 2, 1))
    user = build.log_in_for(bea, get_user_model())
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return bea


def transfer(bea, **fields) -> Transfer:
    return earnings.transfers_of(bea).get(**fields)


def test_transfers_come_by_month_newest_first(bea, client):
    page = client.get("/earnings/").content.decode()
    assert page.index("February 2026") < page.index("January 2026")
    assert page.index('datetime="2026-01-02"') < page.index('datetime="2026-01-01"')


@pytest.mark.parametrize(
    ("query", "months"),
    [
        ("currency=JPY", 2),
        ("entry=clawback", 1),
        ("currency=JPY&entry=clawback", 0),
    ],
)
def test_currency_and_entry_choose_among_them(bea, client, query, months):
    rows = client.get(f"/earnings/?{query}", headers=HTMX).content.decode()
    assert "<html" not in rows
    assert rows.count("<details") == months
    assert ("None of your transfers is like that" in rows) == (months == 0)


def test_the_lines_the_carried_fraction_and_what_was_posted_agree(bea, client):
    posted = transfer(bea, posted_on=build.NEW_YEAR, currency="USD")
    lines = earnings.lines_behind(posted, agent=bea)
    behind = earnings.behind(posted, lines)
    # 60 × 0.77 × 10.13 % = 4.680060; half up, 4.68 are posted and 0.000060 carried on.
    assert (behind.count, behind.sum_micro) == (60, 468_006_000)
    assert behind.sum_micro + behind.carried_micro == posted.amount_minor * 10**6
    page = client.get(f"/earnings/{posted.pk}/").content.decode()
    assert '4.68<span class="beyond">006000</span>' in page
    assert '\N{MINUS SIGN}0.00<span class="beyond">006000</span>' in page
    assert "10.13%" in page


def test_a_clawback_is_shown_below_zero_down_to_its_lines(bea, client):
    posted = transfer(bea, kind="clawback")
    assert posted.signed_minor == -8
    page = client.get(f"/earnings/{posted.pk}/").content.decode()
    assert '\N{MINUS SIGN}0.07<span class="beyond">800100</span>' in page
    assert "Clawback on" in page


def test_a_currency_without_decimals_has_its_point_with_the_fraction(bea, client):
    posted = transfer(bea, posted_on=build.NEW_YEAR, currency="JPY")
    page = client.get(f"/earnings/{posted.pk}/").content.decode()
    assert '447<span class="beyond">.239500</span>' in page


def test_many_lines_come_fifty_at_a_time(bea, client):
    path = f"/earnings/{transfer(bea, posted_on=build.NEW_YEAR, currency='USD').pk}/"
    part = client.get(path, headers=HTMX).content.decode()
    assert (part.count("<code>"), part.count("<tfoot>")) == (50, 1)
    assert f'hx-get="{path}?page=2"' in part
    more = client.get(f"{path}?page=2", headers=HTMX).content.decode()
    assert (more.count("<code>"), more.count("<tfoot>"), more.count("<table")) == (10, 0, 0)
    assert "Page 1 of 2" in client.get(path).content.decode()


def test_payouts_and_adjustments_stand_there_in_words_and_do_not_open(bea, client, settings):
    settings.COMPANY_NAME, settings.COMPANY_IBAN = people.COMPANY, people.COMPANY_IBAN
    settings.ADJUSTMENT_ALONE_UP_TO = {"EUR": 5_00}
    batch = people.one_of_each(bea)
    page = client.get("/earnings/").content.decode()
    assert f"Payout {batch.items.get().ref}" in page
    assert "a form" in page
    for kind in ("payout", "fee"):
        assert client.get(f"/earnings/{transfer(bea, kind=kind).pk}/").status_code == 404
