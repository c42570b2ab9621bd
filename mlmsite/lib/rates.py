"""A rate is a whole number of millionths: 0.25 % is 2,500 ppm."""

import re

_PERCENT = re.compile(r"([0-9]+)(?:\.([0-9]+))?\s*%")


class BadRate(ValueError):
    """The text is not a percentage from 0 to 100 with at most 4 decimals."""


def parse_rate(text: object) -> int:
    """`0.25%` → 2500"""
    match = _PERCENT.fullmatch(text.strip()) if isinstance(text, str) else None
    if not match:
        raise BadRate(f'{text!r} is not a rate; write it as text, like "2.5%"')
    whole, fraction = match.group(1), match.group(2) or ""
    if len(fraction) > 4:
        raise BadRate(f'"{text}" has more than 4 decimals')
    rate_ppm = int(whole + fraction.ljust(4, "0"))
    if rate_ppm > 1_000_000:
        raise BadRate(f'"{text}" is above 100%')
    return rate_ppm


def format_rate(rate_ppm: int) -> str:
    """24_400 → `2.4400`, in percent."""
    return f"{rate_ppm // 10_000}.{rate_ppm % 10_000:04d}"
