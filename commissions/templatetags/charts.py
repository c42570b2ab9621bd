"""What stands beside an axis, in the reader's locale: short, as it is small. 15K, not 15,000.00.

Values are whole numbers; Babel is given a Decimal of exactly their digits, never a float.
"""

from datetime import date
from decimal import Decimal

from babel.dates import format_date, format_skeleton
from babel.numbers import format_compact_decimal, format_decimal
from django import template

from commissions.charts.scale import Scale
from mlmsite.lib.money import MICRO, decimals
from mlmsite.lib.reader import locale

register = template.Library()

SHORT_FROM = 10_000


@register.filter
def ticks(axis: Scale, currency: str = "") -> list[str]:
    """From the top down. With a currency, values are millionths of its minor unit."""
    places = decimals(currency) if currency else 0
    unit = MICRO * 10**places if currency else 1
    values = [Decimal(tick.value) / unit for tick in axis.ticks]
    if max(map(abs, values)) >= SHORT_FROM:
        # Multiples of a round step: one decimal says all of them.
        texts = [format_compact_decimal(v, locale=locale(), fraction_digits=1) for v in values]
    else:
        shown = "#,##0" if axis.step >= unit else f"#,##0.{'0' * places}"
        texts = [format_decimal(v, shown, locale=locale()) for v in values]
    return [text.replace("-", "\N{MINUS SIGN}") for text in texts]


@register.filter
def month_short(value: date) -> str:
    """Nov"""
    return format_date(value, "LLL", locale=locale())


@register.filter
def year(value: date) -> str:
    """2026, without a group's sign."""
    return format_date(value, "y", locale=locale())


@register.filter
def month_year(value: date) -> str:
    """Nov 2026"""
    return format_skeleton("yMMM", value, locale=locale())
