"""What a page is asked for in its address."""

from django.http import HttpRequest

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def text(request: HttpRequest, name: str) -> str:
    """Without spaces around it, and without NUL, which PostgreSQL refuses in any text."""
    return request.GET.get(name, "").replace("\0", REPLACEMENT).strip()
