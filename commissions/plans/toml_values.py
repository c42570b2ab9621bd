"""The keys of a plan file, and what each one's value may be."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from mlmsite.lib.rates import BadRate, parse_rate

# The engine multiplies group_volume by a share in millionths, in 64 bits.
MOST_VOLUME = 10**12
MOST = 10**9
MOST_DAYS = 36_500


class BadValue(ValueError):
    """A key can't have that value."""


def shown(value: Any) -> str:
    text = json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= 60 else text[:60] + "…"


def _text(longest: int) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            raise BadValue(f"{shown(value)} is not a name")
        if len(value) > longest:
            raise BadValue(f"{shown(value)} has {len(value)} characters; {longest} is the most")
        return value.strip()

    return read


def _whole(most: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise BadValue(f"{shown(value)} is not a whole number, like 40")
        if not 0 <= value <= most:
            raise BadValue(f"{shown(value)} is not from 0 to {most}")
        return value

    return read


def _one_of(*choices: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in choices:
            raise BadValue(f"{shown(value)} is none of {', '.join(choices)}")
        return value

    return read


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise BadValue(f"{shown(value)} is neither true nor false")
    return value


def _day(value: Any) -> date:
    # A TOML date with a time is a datetime, which Python takes for a date.
    if type(value) is not date:
        raise BadValue(f"{shown(value)} is not a date; write it without quotes, like 2026-01-31")
    if not 1900 <= value.year <= 2999:
        raise BadValue(f"{value} is not in the years 1900 to 2999")
    return value


def _rate(value: Any) -> int:
    if not isinstance(value, str) or len(value) > 40:
        raise BadValue(f'{shown(value)} is not a rate; write it as text, like "2.5%"')
    try:
        return parse_rate(value)
    except BadRate as e:
        raise BadValue(str(e)) from None


def _rates(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list):
        raise BadValue(f'{shown(value)} is not a list of rates, like ["5%", "3%"]')
    return tuple(_rate(rate) for rate in value)


PLAN_KEYS: dict[str, Callable[[Any], Any]] = {
    "name": _text(100),
    "effective_from": _day,
    "active_volume": _whole(MOST_VOLUME),
    "active_customers": _whole(MOST),
    "compression": _one_of("none", "active", "qualified"),
    "downline_basis": _one_of("charge", "residual"),
    "own_accounts_pay": _flag,
    "residual_requires_active": _flag,
    "hold_days": _whole(MOST_DAYS),
}
RANK_KEYS: dict[str, Callable[[Any], Any]] = {
    "name": _text(50),
    "residual": _rate,
    "levels": _rates,
    "override": _rate,
    "personal_volume": _whole(MOST_VOLUME),
    "customers": _whole(MOST),
    "group_volume": _whole(MOST_VOLUME),
    "max_leg_share": _rate,
    "legs": _whole(MOST),
    "leg_rank": _text(50),
}
REQUIREMENTS = ("personal_volume", "customers", "group_volume", "legs")
FIELDS = {
    "residual": "residual_ppm",
    "levels": "levels_ppm",
    "override": "override_ppm",
    "max_leg_share": "max_leg_share_ppm",
}
