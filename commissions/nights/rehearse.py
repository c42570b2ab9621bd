"""What the next night would pay if it ran now: the night's own steps, and nothing kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from agents import billing
from commissions.engine import Night, compute_night
from commissions.nights.read import Names, read
from commissions.nights.run import alone, next_night
from commissions.nights.sources import Tonight
from commissions.plans import versions

_PATIENCE_MS = 3_000


class Busy(RuntimeError):
    def __init__(self) -> None:
        super().__init__(gettext("A night or a load is under way; try again when it is done."))


@dataclass(frozen=True)
class Rehearsal:
    """`day` is the night to come; one of `nights` for each set of moves."""

    day: date
    nights: list[tuple[Names, Night]]


def rehearse(*, moves: Sequence[Mapping[int, int]] = ({},)) -> Rehearsal | None:
    """The next missing night, as if the agents of `moves`, {agent: sponsor}, had been moved. None
    where no plan is loaded. Raises Busy.

    It holds the night's locks while it works, so that the charges it raises for the purpose meet
    nobody's, and undoes all of it.
    """
    try:
        with alone(patience_ms=_PATIENCE_MS):
            day = next_night()
            found = None if day is None else Rehearsal(day, list(_nights(day, moves)))
            transaction.set_rollback(True)
            return found
    except OperationalError as e:
        raise Busy from e


def _nights(day: date, moves: Sequence[Mapping[int, int]]) -> Iterator[tuple[Names, Night]]:
    go_live, plan = versions.go_live(), versions.in_force(day)
    assert go_live is not None and plan is not None
    billing.raise_due(day=day, go_live=go_live, now=timezone.now())
    for moved in moves:
        found = read(day=day, plan=plan, source=Tonight(go_live, moved))
        yield found.names, compute_night(found.inputs)
