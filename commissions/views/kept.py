"""What takes long to work out is kept for some minutes, for each agent and last night."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from django.core.cache import cache
from django.utils import timezone

from agents.models import Agent
from agents.retention.renewals import Renewal, observed

MINUTES = 5
DAY_AND_A_HALF = 36 * 60

Found = TypeVar("Found")


@dataclass(frozen=True)
class Kept(Generic[Found]):
    found: Found
    at: datetime


def for_a_while(
    name: str,
    whose: Agent | None,
    *,
    night: date | None,
    work_out: Callable[[], Found],
    minutes: int = MINUTES,
) -> Kept[Found]:
    """Of an agent, which is in the key; None: the company's, the same for all."""
    key = f"outlook:{name}:{whose.pk if whose else ''}:{night}"
    kept = cache.get(key)
    if kept is None:
        kept = Kept(work_out(), timezone.localtime())
        cache.set(key, kept, minutes * 60)
    return kept


def renewals(night: date) -> list[Renewal]:
    """The company's, as observed by that night. The night's task asks first: with half a million
    charges a month it is seconds of work, which nobody should wait for."""
    kept = for_a_while(
        "renewals",
        None,
        night=night,
        work_out=lambda: observed(day=night),
        minutes=DAY_AND_A_HALF,
    )
    return kept.found
