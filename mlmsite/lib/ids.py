"""Public ids: `agt_1k3` is the agent whose key is 1k3 to the base 36. They never change."""

import re

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SHAPE = re.compile(r"([a-z]+)_(0|[1-9a-z][0-9a-z]{0,11})")
LARGEST = 36**12 - 1


class BadId(ValueError):
    pass


def shown(prefix: str, pk: int) -> str:
    digits = ""
    while pk:
        pk, digit = divmod(pk, 36)
        digits = _DIGITS[digit] + digits
    return f"{prefix}_{digits or '0'}"


def read(prefix: str, text: str) -> int:
    """The key. Raises BadId for what `shown` can't have made."""
    found = _SHAPE.fullmatch(text)
    if found is None or found[1] != prefix:
        raise BadId(f"{text[:40]!r} is no id that begins with {prefix}_.")
    return int(found[2], 36)


def pattern(prefix: str) -> str:
    """As the documentation says it."""
    return f"^{prefix}_(0|[1-9a-z][0-9a-z]{{0,11}})$"
