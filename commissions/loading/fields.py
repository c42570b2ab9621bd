"""One cell's text → its value, or BadField. The text is not empty and has no spaces around it."""

import re
from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from agents.models import CODE, MAX_VOLUME
from commissions.loading.problems import quoted
from mlmsite.lib.money import BadMoney, decimals, parse_minor

FIRST_YEAR, LAST_YEAR = 1900, 2999

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WHOLE = re.compile(r"[0-9]{1,20}")
_LONGEST_AMOUNT = 40
_LONGEST_EMAIL = 254


class BadField(ValueError):
    """The text is not a value of that kind; the message says why."""


def code(text: str) -> str:
    try:
        CODE(text)
    except ValidationError:
        raise BadField(f"{quoted(text)} is not 1 to 32 letters, digits and hyphens") from None
    return text


def text_up_to(longest: int) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if len(text) > longest:
            raise BadField(f"{quoted(text)} has {len(text)} characters; {longest} is the most")
        return text

    return parse


def ref_up_to(longest: int) -> Callable[[str], str]:
    short_enough = text_up_to(longest)

    def parse(text: str) -> str:
        if not text.isprintable():
            raise BadField(f"{quoted(text)} has characters that can't be seen")
        return short_enough(text)

    return parse


name = text_up_to(200)
product = text_up_to(100)
ref = ref_up_to(64)
charge_ref = refund_ref = ref_up_to(80)


def email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise BadField(f"{quoted(text)} is not an e-mail address") from None
    return text_up_to(_LONGEST_EMAIL)(text)


@lru_cache(maxsize=100_000)
def day(text: str) -> date:
    """Exactly YYYY-MM-DD, of the years 1900 to 2999."""
    try:
        found = date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None:
        raise BadField(f"{quoted(text)} is not a date, like 2026-01-31")
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise BadField(f"{text} is not in the years {FIRST_YEAR} to {LAST_YEAR}")
    return found


def volume(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise BadField(f"{quoted(text)} is not a whole number, like 40")
    if int(text) > MAX_VOLUME:
        raise BadField(f"{text} is above the largest volume, {MAX_VOLUME}")
    return int(text)


def currency(text: str) -> str:
    try:
        decimals(text)
    except BadMoney:
        raise BadField(f"{quoted(text)} is not an ISO 4217 currency, like USD") from None
    return text


def amount(text: str | int, of: str) -> int:
    """In minor units of the currency `of`, >= 0; a whole number is in minor units already."""
    if isinstance(text, int):
        return text
    if len(text) > _LONGEST_AMOUNT:
        raise BadField(f"{quoted(text)} is not an amount, like 49.90")
    try:
        minor = parse_minor(text, of)
    except BadMoney as e:
        raise BadField(str(e)) from None
    if text.startswith("-"):
        raise BadField(f"{quoted(text)} is below 0")
    return minor


@cache
def amount_in(of: str | None) -> Callable[[str], int]:
    """Reads amounts of a currency; where that itself is bad, there is no telling what is right."""
    return (lambda text: amount(text, of)) if of else (lambda text: 0)


def one_of(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in choices:
            raise BadField(f"{quoted(text)} is none of {', '.join(choices)}")
        return text

    return parse


def true_or_false(text: str) -> bool:
    return one_of("true", "false")(text) == "true"
