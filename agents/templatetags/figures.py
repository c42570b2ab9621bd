"""Amounts, rates, points and days as pages write them. Whole numbers in; never a float."""

from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mlmsite.lib.money import MICRO, decimals, format_micro, format_minor, grouped
from mlmsite.lib.rates import format_rate

register = template.Library()


def half_up(amount_micro: int) -> int:
    """Millionths of the minor unit to whole ones, half away from 0."""
    whole = (2 * abs(amount_micro) + MICRO) // (2 * MICRO)
    return -whole if amount_micro < 0 else whole


@register.filter
def day(value: date) -> SafeString:
    """22 Nov 2026, with the ISO date for machines."""
    return format_html(
        '<time datetime="{}">{}</time>', value.isoformat(), date_format(value, "j M Y")
    )


@register.filter
def address(email: str) -> SafeString:
    """An e-mail address that breaks before its @ first."""
    name, _, host = email.rpartition("@")
    return format_html("{}<wbr>@{}", name, host)


@register.filter
def points(number: int) -> str:
    """12345 → "12,345"."""
    return f"{number:,}"


@register.filter
def percent(rate_ppm: int) -> str:
    """52_500 → "5.25 %"."""
    return f"{format_rate(rate_ppm).rstrip('0').rstrip('.')}\N{NO-BREAK SPACE}%"


@register.filter
def amount(amount_minor: int, currency: str) -> SafeString:
    """123456, USD → "1,234.56 USD"."""
    return _tagged(grouped(format_minor(amount_minor, currency)), currency)


@register.filter
def rounded(amount_micro: int, currency: str) -> SafeString:
    """Exact millionths, shown as the whole minor units they round to, with all in the title."""
    exactly = f"{format_micro(amount_micro, currency)} {currency}"
    shown = grouped(format_minor(half_up(amount_micro), currency))
    return _tagged(shown, currency, title=exactly)


@register.filter
def exact(amount_micro: int, currency: str) -> SafeString:
    """All decimals, those beyond the minor unit in a quieter colour."""
    text = grouped(format_micro(amount_micro, currency))
    # A currency without decimals has its point in the quiet part.
    quiet = 6 if decimals(currency) else 7
    return format_html(
        '<span class="amount">{}<span class="beyond">{}</span></span>', text[:-quiet], text[-quiet:]
    )


def _tagged(text: str, currency: str, *, title: str = "") -> SafeString:
    return format_html(
        '<span class="amount"{}>{} <span class="currency">{}</span></span>',
        format_html(' title="{}"', title) if title else "",
        text,
        currency,
    )
