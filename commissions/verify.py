"""Every invariant, checked from the stored rows (`manage.py verify`)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from agents import statuses
from agents.tree import check as tree
from commissions.adjustments import check as adjustments
from commissions.engine.clawback import RefundsDisagree
from commissions.ledger import check as ledger
from commissions.nights import check, replay
from commissions.nights.models import Line, Run
from commissions.payouts import check as payouts
from commissions.standings import check as standings

Progress = Callable[[str, int, int], None]
SHOWN = 20


@dataclass
class Report:
    """`breaches` are wrong; `notes` say what could not be looked at, and why."""

    breaches: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def verify(*, every_night: bool = False, progress: Progress | None = None) -> Report:
    """`every_night`: compute all of them again, and not the last one only."""
    report = Report()
    checks: dict[str, Callable[[], Iterator[str]]] = {
        "tree": tree.problems,
        "statuses": statuses.problems,
        "ledger": ledger.problems,
        "payouts": payouts.problems,
        "adjustments": adjustments.problems,
        "runs": check.runs,
        "charges": check.charges,
        "orphans": check.orphans,
        "clawbacks": check.clawbacks,
        "postings": check.postings,
        "standings": standings.problems,
        "earned": lambda: standings.earned(Line.objects.all()),
        "fingerprints": partial(check.fingerprints, progress),
    }
    if every_night:
        checks["every night"] = partial(_every_night, report, progress)
    else:
        checks["last night"] = partial(_last_night, report)
    for done, (name, problems) in enumerate(checks.items()):
        if progress:
            progress(name, done, len(checks))
        found = list(problems())
        report.breaches += found[:SHOWN]
        if len(found) > SHOWN:
            report.breaches.append(f"{name}: and {len(found) - SHOWN} more like these")
    return report


def _last_night(report: Report) -> Iterator[str]:
    last = Run.objects.order_by("posted_on").last()
    if last is None:
        report.notes.append("No night has run yet.")
        return
    try:
        yield from replay.last_night(last)
    except replay.FactsNotKept as e:
        report.notes.append(str(e))
    except RefundsDisagree as e:
        yield f"replay: {e}"


def _every_night(report: Report, progress: Progress | None) -> Iterator[str]:
    try:
        yield from replay.every_night(progress, report.notes)
    except RefundsDisagree as e:
        yield f"replay: {e}"
