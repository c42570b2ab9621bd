"""Words as pages write them, in the reader's language."""

from django import template

from mlmsite.lib import written

register = template.Library()


@register.filter
def lowered(label: str) -> str:
    """A label inside of a sentence or a badge."""
    return written.lowered(label)


@register.filter
def translated(text: str) -> str:
    """A text that is kept in English: what banks say, mostly."""
    return written.stored(text)
