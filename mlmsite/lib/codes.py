"""Codes that people read out to each other."""

import secrets

# No vowels, so that no word comes out; nothing that looks like something else (0 O, 1 I L, 5 S).
LETTERS = "BCDFGHJKMNPQRTVWXZ2346789"
GROUP = 4


def code(groups: int = 2) -> str:
    """`KX7M-R2QD`; 1.5 · 10¹¹ of two groups. Not known to be free."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(groups))
