"""Figures in the reader's locale: every digit kept, whatever the size."""

from datetime import UTC, date, datetime

import pytest
from django.test import RequestFactory
from django.utils import translation
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from agents.templatetags import figures
from mlmsite.lib import reader, written

LOCALES = ["", "en-US", "en-IN", "de-DE", "de-CH", "de-AT", "es-ES", "es-MX"]
NBSP = "\N{NO-BREAK SPACE}"


def read_in(accepted: str, figure, *args) -> str:
    """The figure as it stands on a page for a browser that asks for this locale."""
    request = RequestFactory().get("/", headers={"Accept-Language": accepted})
    said = []
    with translation.override(accepted[:2] or "en"):
        reader.middleware(lambda _: said.append(figure(*args)))(request)
    return strip_tags(said[0])


@pytest.mark.parametrize(
    ("accepted", "amount", "rate", "day"),
    [
        ("", "−1,234.56 USD", "5.25%", "9 Mar 2026"),
        ("en-US", "−1,234.56 USD", "5.25%", "Mar 9, 2026"),
        ("de", "−1.234,56 USD", f"5,25{NBSP}%", "09.03.2026"),
        ("de-CH,fr;q=0.5", "−1’234.56 USD", "5.25%", "09.03.2026"),
        ("es", "−1.234,56 USD", f"5,25{NBSP}%", "9 mar 2026"),
        ("es-MX", "−1,234.56 USD", "5.25%", "9 mar 2026"),
        ("de-zz", "−1.234,56 USD", f"5,25{NBSP}%", "09.03.2026"),
    ],
)
def test_each_reads_it_as_at_home(accepted, amount, rate, day):
    assert read_in(accepted, figures.amount, -1_234_56, "USD") == amount
    assert read_in(accepted, figures.percent, 52_500) == rate
    assert read_in(accepted, figures.day, date(2026, 3, 9)) == day


def test_months_hours_and_the_iso_form_for_machines():
    at = datetime(2026, 3, 9, 14, 5, tzinfo=UTC)
    assert read_in("de", figures.moment, at) == "09.03.2026, 14:05"
    assert read_in("es", figures.month, at) == "marzo de 2026"
    assert read_in("de", figures.month_name, at) == "März"
    assert '<time datetime="2026-03-09">' in figures.day(date(2026, 3, 9))


def test_a_currency_s_own_decimals_and_those_beyond_them():
    assert figures.amount_text(1049, "JPY") == "1,049 JPY"
    assert figures.amount_text(1049, "KWD") == "1.049 KWD"
    assert figures.exact(5_500_000, "USD") == (
        '<span class="amount">0.05<span class="beyond">500000</span></span>'
    )
    assert ">12<" in figures.exact(12_000_000, "JPY")
    assert 'title="0.055000' in figures.rounded(5_500_000, "USD")


@given(
    st.integers(-(10**28) + 1, 10**28 - 1),
    st.sampled_from(LOCALES),
    st.sampled_from(["USD", "JPY"]),
)
def test_no_digit_is_lost(number, accepted, currency):
    text = read_in(accepted, figures.exact, number, currency)
    digits = "".join(sign for sign in text if sign.isdigit())
    assert int(digits) == abs(number)
    assert text.startswith("−") == (number < 0)


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("The account is closed", "Das Konto ist geschlossen"),
        ("AC04 The account is closed.", "AC04 Das Konto ist geschlossen."),
        ("as agreed with your company", "wie mit Ihrem Unternehmen vereinbart"),
        ("XY99 Something new.", "XY99 Something new."),
        ("DE•• 0007", "DE•• 0007"),
        ("", ""),
    ],
)
def test_what_is_kept_in_english_is_shown_in_the_language_if_it_is_known(kept, said):
    assert read_in("de", written.stored, kept) == said
