"""Amounts, rates, points and days as pages write them, in the reader's locale."""

from datetime import date, datetime

from babel.dates import format_date, format_time, get_datetime_format
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mlmsite.lib import written
from mlmsite.lib.money import MICRO, decimals
from mlmsite.lib.reader import locale

register = template.Library()


def half_up(amount_micro: int) -> int:
    """Millionths of the minor unit to whole ones, half away from 0."""
    whole = (2 * abs(amount_micro) + MICRO) // (2 * MICRO)
    return -whole if amount_micro < 0 else whole


@register.filter(expects_localtime=True)
def day(value: date) -> SafeString:
    """22 Nov 2026, with the ISO date for machines."""
    return _time(value, written.day(value))


@register.filter(expects_localtime=True)
def day_text(value: date) -> str:
    """22 Nov 2026, without a tag: for titles and attributes."""
    return written.day(value)


@register.filter(expects_localtime=True)
def moment(value: datetime) -> SafeString:
    """22 Nov 2026, 14:05, with the ISO time for machines."""
    hour = format_time(value, "short", tzinfo=value.tzinfo, locale=locale())
    shown = get_datetime_format("medium", locale=locale())
    return _time(value, shown.format(hour, written.day(value)))


@register.filter(expects_localtime=True)
def month(value: date) -> str:
    """November 2026"""
    return written.month(value)


@register.filter(expects_localtime=True)
def month_name(value: date) -> str:
    """November"""
    return format_date(value, "LLLL", locale=locale())


@register.filter
def address(email: str) -> SafeString:
    """An e-mail address that breaks before its @ first."""
    name, _, host = email.rpartition("@")
    return format_html("{}<wbr>@{}", name, host)


@register.filter
def points(number: int) -> str:
    """12345 → "12,345"."""
    return written.number(number)


@register.filter
def or_more(figure: str, more: bool) -> str:
    """1,000 → "1,000+", where it was counted no further."""
    return f"{figure}+" if more else figure


@register.filter
def percent(rate_ppm: int) -> str:
    """52_500 → "5.25%"; in German "5,25 %"."""
    return written.percent(rate_ppm)


@register.filter
def amount(amount_minor: int, currency: str) -> SafeString:
    """123456, USD → "1,234.56 USD"."""
    return _tagged(written.number(amount_minor, places=decimals(currency)), currency)


@register.filter
def amount_text(amount_minor: int, currency: str) -> str:
    """The same without a tag: for titles, attributes and mails."""
    return written.amount(amount_minor, currency)


@register.filter
def rounded(amount_micro: int, currency: str) -> SafeString:
    """Exact millionths, shown as the whole minor units they round to, with all in the title."""
    exactly = f"{written.number(amount_micro, places=decimals(currency) + 6)} {currency}"
    shown = written.number(half_up(amount_micro), places=decimals(currency))
    return _tagged(shown, currency, title=exactly)


@register.filter
def exact(amount_micro: int, currency: str) -> SafeString:
    """All decimals, those beyond the minor unit in a quieter colour."""
    text = written.number(amount_micro, places=decimals(currency) + 6)
    # A currency without decimals has its point in the quiet part.
    quiet = 6 if decimals(currency) else 7
    return format_html(
        '<span class="amount">{}<span class="beyond">{}</span></span>', text[:-quiet], text[-quiet:]
    )


def _time(value: date, text: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), text)


def _tagged(text: str, currency: str, *, title: str = "") -> SafeString:
    return format_html(
        '<span class="amount"{}>{} <span class="currency">{}</span></span>',
        format_html(' title="{}"', title) if title else "",
        text,
        currency,
    )
