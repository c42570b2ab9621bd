"""What takes long to work out is kept for some minutes, for each agent and last night."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from django.core.cache import cache
from django.utils import timezone

from agents.models import Agent

MINUTES = 5

Found = TypeVar("Found")


@dataclass(frozen=True)
class Kept(Generic[Found]):
    found: Found
    at: datetime


def for_a_while(
    name: str, whose: Agent | None, *, night: date | None, work_out: Callable[[], Found]
) -> Kept[Found]:
    """Of an agent, which is in the key; None: the company's, the same for all."""
    key = f"outlook:{name}:{whose.pk if whose else ''}:{night}"
    kept = cache.get(key)
    if kept is None:
        kept = Kept(work_out(), timezone.localtime())
        cache.set(key, kept, MINUTES * 60)
    return kept
