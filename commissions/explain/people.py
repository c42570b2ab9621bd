"""Whom an explanation may name: the reader, and who is below it now."""

from collections.abc import Iterable
from dataclasses import dataclass

from agents import access
from agents.models import Agent


@dataclass(frozen=True)
class Person:
    """`name` and `code` are "" for somebody who was in the reader's team that night and has been
    moved out of it since."""

    name: str
    code: str
    is_me: bool = False


def named(ids: Iterable[int], *, reader: Agent) -> dict[int, Person]:
    """By id, in one query."""
    ids = set(ids)
    below = access.downline(reader).filter(pk__in=ids - {reader.pk}).order_by()
    known = {pk: Person(name, code) for pk, name, code in below.values_list("pk", "name", "code")}
    me = {reader.pk: Person(reader.name, reader.code, is_me=True)}
    return dict.fromkeys(ids, Person("", "")) | known | me
