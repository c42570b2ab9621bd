"""Words as pages write them, in the reader's language."""

from django import template
from django.utils.translation import get_language, gettext

register = template.Library()


@register.filter
def lowered(label: str) -> str:
    """A label inside of a sentence or a badge: small, but for German, whose nouns stay large."""
    return str(label) if get_language() == "de" else str(label).lower()


@register.filter
def translated(text: str) -> str:
    """A text that was stored in English, if the catalogue knows it: what banks say, mostly."""
    return gettext(text) if text else ""
