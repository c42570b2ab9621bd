"""Money is a whole number of minor units of an ISO 4217 currency; see the domain page, Money."""

import re

from iso4217 import Currency

MAX_MINOR = 10**12
MICRO = 10**6

DECIMALS: dict[str, int] = {
    currency.code: currency.exponent for currency in Currency if currency.exponent is not None
}

_AMOUNT = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")


class BadMoney(ValueError):
    """The text is not an amount, or not one of that currency."""


def decimals(currency: str) -> int:
    try:
        return DECIMALS[currency]
    except KeyError:
        raise BadMoney(f'"{currency}" is not an ISO 4217 currency, like USD') from None


def parse_minor(text: str, currency: str) -> int:
    """`"49.90"`, USD → 4990. Raises BadMoney, also for more decimals than the currency has."""
    places = decimals(currency)
    match = _AMOUNT.fullmatch(text)
    if not match:
        raise BadMoney(f'"{text}" is not an amount, like 49.90')
    sign, whole, fraction = match.group(1), match.group(2), match.group(3) or ""
    if len(fraction) > places:
        raise BadMoney(f'"{text}" has more than the {places} decimals of {currency}')
    minor = int(whole + fraction.ljust(places, "0"))
    if minor > MAX_MINOR:
        raise BadMoney(f'"{text}" is above the largest amount, {format_minor(MAX_MINOR, currency)}')
    return -minor if sign else minor


def format_minor(amount_minor: int, currency: str) -> str:
    """4990, USD → `"49.90"`."""
    return _point(amount_minor, decimals(currency))


def format_micro(amount_micro: int, currency: str) -> str:
    """Millionths of the minor unit: 5_500_000, USD → `0.05500000`"""
    return _point(amount_micro, decimals(currency) + 6)


def grouped(text: str) -> str:
    """`"-1234.50"` → `"−1,234.50"`, as people read it."""
    whole, point, fraction = text.lstrip("-").partition(".")
    sign = "\N{MINUS SIGN}" if text.startswith("-") else ""
    return f"{sign}{int(whole):,}{point}{fraction}"


def _point(number: int, places: int) -> str:
    digits = str(abs(number)).rjust(places + 1, "0")
    sign = "-" if number < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else sign + digits
