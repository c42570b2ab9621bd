"""A link as a QR code: to stand in a page, and as a file to print."""

import io

import segno
from django.utils.safestring import SafeString, mark_safe

DARK = "#000"
PIXELS = 16
"""Of a module of the picture: 60 of them are 8 cm at 300 dots an inch."""


def _code(link: str) -> segno.QRCode:
    # Still read with 15 % of it dirty or covered.
    return segno.make(link, error="m", micro=False)


def inline(link: str) -> SafeString:
    """For within a page: without sizes and styles. Who can't see it reads the link beside it."""
    drawn = _code(link).svg_inline(omitsize=True, svgclass=None, lineclass=None, dark=DARK)
    # The link is in it as a drawing, and in no other way.
    return mark_safe(drawn.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S308


def svg(link: str) -> bytes:
    return _saved(link, kind="svg", scale=10, light="#fff", svgclass=None, lineclass=None)


def png(link: str) -> bytes:
    return _saved(link, kind="png", scale=PIXELS)


def _saved(link: str, **options) -> bytes:
    file = io.BytesIO()
    _code(link).save(file, dark=DARK, **options)
    return file.getvalue()
