"""Amounts in templates: whole numbers in, text out."""

from django import template

from mlmsite.lib import money
from mlmsite.lib.rates import format_rate

register = template.Library()


@register.filter
def minor(amount_minor: int, currency: str) -> str:
    """123450, USD → `1,234.50`"""
    return _grouped(money.format_minor(amount_minor, currency))


@register.filter
def micro(amount_micro: int, currency: str) -> str:
    """All decimals: 5_500_000, USD → `0.05500000`"""
    return _grouped(money.format_micro(amount_micro, currency))


@register.filter
def rounded(amount_micro: int, currency: str) -> str:
    """To the minor unit, half up."""
    sign = -1 if amount_micro < 0 else 1
    return minor(sign * ((abs(amount_micro) + 500_000) // 1_000_000), currency)


@register.filter
def rate(rate_ppm: int) -> str:
    """24_400 → `2.44 %`"""
    return f"{format_rate(rate_ppm).rstrip('0').rstrip('.')} %"


def _grouped(text: str) -> str:
    sign, digits = ("−", text[1:]) if text.startswith("-") else ("", text)
    whole, point, decimals = digits.partition(".")
    return f"{sign}{int(whole):,}{point}{decimals}"
