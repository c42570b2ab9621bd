"""What a page is asked for in its address."""

from django.http import HttpRequest

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def text(request: HttpRequest, name: str) -> str:
    """Without spaces around it, and without NUL, which PostgreSQL refuses in any text."""
    return request.GET.get(name, "").replace("\0", REPLACEMENT).strip()


def number(request: HttpRequest, name: str) -> int:
    """0 where it isn't one that a key could be."""
    said = text(request, name)
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= 18 else 0
