"""`{{ text|markdown }}`: what administrators wrote, as HTML (mlmsite/lib/markdown.py)."""

from django import template

from mlmsite.lib import markdown

register = template.Library()
register.filter("markdown", markdown.html)
