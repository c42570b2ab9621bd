"""Goals and events in the reader's words."""

from collections.abc import Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from agents.templatetags.figures import amount_text, points
from commissions.goals import words
from commissions.goals.models import Goal
from commissions.standings.models import Event

register = template.Library()


@register.filter
def at(values: Mapping, key: object) -> object:
    """`values[key]`, or None."""
    return values.get(key)


@register.simple_tag
def goal_words(goal: Goal, number: int | None = None) -> str:
    """The goal, or `number` of what it is measured in."""
    if goal.measure == Goal.Measure.RANK:
        return goal.rank
    count = goal.target if number is None else number
    if goal.measure == Goal.Measure.INCOME:
        return amount_text(count, goal.currency)
    shown = {"n": points(count)}
    if goal.measure == Goal.Measure.CUSTOMERS:
        return ngettext("%(n)s paying customer", "%(n)s paying customers", count) % shown
    return ngettext("%(n)s point", "%(n)s points", count) % shown


@register.simple_tag
def event_words(event: Event) -> SafeString:
    """What happened, with the name of whom it happened to."""
    name = format_html("<strong>{}</strong>", event.agent.name)
    return format_html(event_text(event), name=name, what=_what(event))


def event_text(event: Event) -> str:
    """With `{name}` and `{what}` in it."""
    return {
        Event.Kind.JOINED: gettext("{name} joined."),
        Event.Kind.FIRST_CUSTOMER: gettext("{name} has a first paying customer."),
        Event.Kind.NEW_RANK: gettext("{name} is {what} for the first time."),
        Event.Kind.LAPSED: gettext("{name} is not active any more."),
        Event.Kind.GOAL_MET: gettext("{name} met a goal: {what}."),
    }[Event.Kind(event.kind)]


@register.filter
def in_words(event: Event) -> str:
    """The same, as plain text."""
    return event_text(event).format(name=event.agent.name, what=_what(event))


def _what(event: Event) -> str:
    return goal_words(words.read(event.words)) if event.kind == Event.Kind.GOAL_MET else event.words
