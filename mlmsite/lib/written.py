"""Numbers, amounts and days written out in the reader's locale, as plain text.

Pages use the filters of agents/templatetags/figures.py, which add what HTML adds. Files, keys and
exports never come through here: theirs are the same for everybody (money.py).

Whole numbers in; Babel is given a Decimal of exactly their digits, never a float.
"""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent
from django.utils.translation import get_language, gettext

from mlmsite.lib.money import decimals
from mlmsite.lib.reader import locale

MINUS = "\N{MINUS SIGN}"

_FROM_A_BANK = re.compile(r"([A-Z][A-Z0-9]{2,3} )?(.+?)(\.?)")


def day(value: date) -> str:
    """22 Nov 2026"""
    return format_date(value, "medium", locale=locale())


def month(value: date) -> str:
    """November 2026"""
    return format_skeleton("yMMMM", value, locale=locale())


def number(value: int, *, places: int = 0) -> str:
    """value · 10⁻ᵖˡᵃᶜᵉˢ with the locale's groups and decimal sign: 1234567, 2 → 12,345.67"""
    return _number(value, places, locale())


def amount(amount_minor: int, currency: str) -> str:
    """123456, USD → 1,234.56 USD"""
    return f"{number(amount_minor, places=decimals(currency))} {currency}"


def percent(rate_ppm: int) -> str:
    """52_500 → 5.25%; in German 5,25 %"""
    shown = locale().percent_formats[None].pattern.replace("0", "0.####")
    return _signed(rate_ppm, format_percent(_digits(rate_ppm, 6), shown, locale=locale()))


def lowered(label: object) -> str:
    """A label inside of a sentence: small, but for German, whose nouns stay large."""
    return str(label) if get_language() == "de" else str(label).lower()


def stored(text: str) -> str:
    """A text that is kept in English, in the reader's language where the catalogue knows it. What a
    bank says may begin with its code, and end with a full stop: AC04 The account is closed."""
    if not text:
        return ""
    known = gettext(text)
    told = _FROM_A_BANK.fullmatch(text)
    if known != text or not told:
        return known
    code, words, stop = told.groups()
    return f"{code or ''}{gettext(words)}{stop}"


@lru_cache(maxsize=10_000)
def _number(value: int, places: int, reader: Locale) -> str:
    """Kept, as a page of a table repeats its small numbers hundreds of times."""
    # The whole part of the locale's pattern: #,##0, or #,##,##0 in India.
    whole = reader.decimal_formats[None].pattern.split(".")[0]
    shown = f"{whole}.{'0' * places}" if places else whole
    return _signed(value, format_decimal(_digits(value, places), shown, locale=reader))


def _digits(value: int, places: int) -> Decimal:
    """|value| · 10⁻ᵖˡᵃᶜᵉˢ, put together from its digits. At most 28 of them, which Babel can take:
    a thousand million of the largest amounts, in millionths."""
    return Decimal((0, tuple(map(int, str(abs(value)))), -places))


def _signed(value: int, text: str) -> str:
    """A minus is as wide as a plus."""
    return MINUS + text if value < 0 else text
