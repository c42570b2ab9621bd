"""Words as pages write them, in the reader's language."""

from django import template
from django.utils.translation import gettext

from mlmsite.lib import written

register = template.Library()


@register.filter
def lowered(label: str) -> str:
    """A label inside of a sentence or a badge."""
    return written.lowered(label)


@register.filter
def translated(text: str) -> str:
    """A text that was stored in English, if the catalogue knows it: what banks say, mostly."""
    return gettext(text) if text else ""
