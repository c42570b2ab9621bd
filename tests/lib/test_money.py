import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlmsite.lib.money import MAX_MINOR, BadMoney, format_micro, format_minor, parse_minor
from mlmsite.lib.rates import BadRate, format_rate, parse_rate

CURRENCIES = st.sampled_from(["USD", "JPY", "KWD", "IDR", "EUR"])


@given(st.integers(-MAX_MINOR, MAX_MINOR), CURRENCIES)
def test_what_is_formatted_is_parsed_again(amount, currency):
    assert parse_minor(format_minor(amount, currency), currency) == amount


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("49.9", "USD", 4990), ("5859", "JPY", 5859), ("1.234", "KWD", 1234), ("0", "USD", 0)],
)
def test_an_amount_is_a_whole_number_of_minor_units(text, currency, minor):
    assert parse_minor(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency", "said"),
    [
        ("1.234", "USD", "more than the 2 decimals of USD"),
        ("1.0", "JPY", "more than the 0 decimals of JPY"),
        ("1", "XYZ", "not an ISO 4217 currency"),
        ("1", "XAU", "not an ISO 4217 currency"),
        *((text, "USD", "is not an amount") for text in ("", "NaN", "1e5", "1,5", "٣", "+1", ".5")),
        ("10000000000.01", "USD", "above the largest amount"),
    ],
)
def test_what_is_no_amount_is_refused(text, currency, said):
    with pytest.raises(BadMoney, match=said):
        parse_minor(text, currency)


def test_a_line_is_shown_with_all_its_decimals():
    assert format_micro(5_500_000, "USD") == "0.05500000"
    assert format_micro(-307_725_500, "JPY") == "-307.725500"


@pytest.mark.parametrize(
    ("text", "ppm"), [("0.25%", 2500), ("10%", 100_000), ("100 %", 10**6), ("0.0001%", 1)]
)
def test_a_rate_is_millionths(text, ppm):
    assert parse_rate(text) == ppm


@pytest.mark.parametrize("text", ["0.00001%", "100.1%", "10", "-1%", 0.1, 10, None, "ten%"])
def test_what_is_no_rate_is_refused(text):
    with pytest.raises(BadRate):
        parse_rate(text)


def test_a_rate_is_shown_in_percent_with_four_decimals():
    assert format_rate(24_400) == "2.4400"
