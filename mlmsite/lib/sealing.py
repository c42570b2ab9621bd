"""Encryption of what only a bank, the tax office or a signature needs to see.

Fernet (AES-128-CBC with HMAC-SHA256) under the first of `PAYOUT_KEYS`; any of them opens. To
change the key, put the new one first, run `manage.py payout_key --reseal`, and drop the old one.
"""

import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class NoKeyOpens(RuntimeError):
    def __init__(self) -> None:
        super().__init__(
            "None of PAYOUT_KEYS opens what is stored: put back the key with which it was sealed."
        )


def seal(words: Mapping[str, str]) -> str:
    return _keys().encrypt(json.dumps(words, sort_keys=True).encode()).decode()


def open_sealed(text: str) -> dict[str, str]:
    try:
        return json.loads(_keys().decrypt(text.encode()))
    except InvalidToken:
        raise NoKeyOpens from None


def reseal(text: str) -> str:
    """The same under the first key."""
    try:
        return _keys().rotate(text.encode()).decode()
    except InvalidToken:
        raise NoKeyOpens from None


def masked(number: str, *, front: int = 0) -> str:
    """`DE89370400440532013000` with front 2 → `DE•• 3000`: the last four, of short ones none."""
    shown = number[-4:] if len(number) >= 8 else ""
    return f"{number[:front]}•• {shown}".strip()


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.PAYOUT_KEYS])
