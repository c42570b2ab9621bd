"""What happened, written where it happens and in the same transaction; only if somebody listens."""

from collections.abc import Iterable
from datetime import datetime

from agents.hooks.models import Endpoint, Happening, Type

_AT_A_TIME = 5_000


def is_wanted(kind: Type) -> bool:
    types = Endpoint.objects.filter(disabled_at=None).values_list("types", flat=True)
    return any(kind in wanted for wanted in types)


def put(kind: Type, rows: Iterable[tuple[str, dict]], *, at: datetime) -> int:
    """`rows`: the key of each, and what is told of it. Put twice, it is told once."""
    if not is_wanted(kind):
        return 0
    told = 0
    some: list[Happening] = []
    for key, data in rows:
        some.append(Happening(type=kind, key=f"{kind}:{key}", data=data, happened_at=at))
        if len(some) == _AT_A_TIME:
            told += _write(some)
            some = []
    return told + _write(some)


def _write(some: list[Happening]) -> int:
    return len(Happening.objects.bulk_create(some, ignore_conflicts=True))
