"""One line: the charge, the way up to its earner, the rate, the arithmetic, the rounding."""

from collections.abc import Iterator
from dataclasses import dataclass

from agents.models import Charge
from commissions.engine.lines import DOWNLINE, Lines
from commissions.explain import charges, pay, people, refunds, rounding, told, walk
from commissions.explain.charges import Charged
from commissions.explain.people import Person
from commissions.explain.refunds import Clawback
from commissions.explain.rounding import Rounding
from commissions.explain.told import Stage, Stretch
from commissions.explain.walk import Disagrees, Got, Step
from commissions.explain.ways import NotKept, Ways, kept_night, ways
from commissions.nights.models import Entry, Line


@dataclass(frozen=True)
class Seen:
    """The way as the night saw it: who stood on it, and the step that made the line. `residual`:
    the owner's own, where it is what the line is computed on."""

    stages: list[Stage]
    mine: Stage
    step: Step
    residual: Got | None

    @property
    def stretches(self) -> list[Stretch]:
        return told.stretches(self.stages)


@dataclass(frozen=True)
class Story:
    """`line` is what was asked for, `original` what was earned: the same, but for a clawback.
    `seen` is None where the night that earned it ran before standings were kept: `not_kept`."""

    line: Line
    original: Line
    charge: Charged
    owner: Person
    rounding: Rounding
    clawback: Clawback | None
    seen: Seen | None
    not_kept: str = ""


def story(line: Line) -> Story:
    """Of a line of the reader's own, read with its earner, charge and rank. Raises Disagrees."""
    reader = line.earner
    clawback = refunds.clawback(line) if line.entry == Entry.CLAWBACK else None
    original = clawback.original if clawback else line
    [charge] = charges.read(Charge.objects.filter(pk=line.charge_id), reader=reader)
    seen, not_kept, owner = None, "", None
    try:
        up = ways(reader, owners=[charge.owner], night=kept_night(charge.night))
        names = people.named(up.of(charge.owner), reader=reader)
        seen = _seen(up, charge, original, names)
    except NotKept as e:
        not_kept = str(e)
        names = people.named([charge.owner], reader=reader)
    owner = names[charge.owner]
    return Story(
        line=line,
        original=original,
        charge=charge,
        owner=owner,
        rounding=rounding.of_night(
            reader, night=line.run_id, entry=Entry(line.entry), currency=charge.currency
        ),
        clawback=clawback,
        seen=seen,
        not_kept=not_kept,
    )


def _seen(up: Ways, charge: Charged, original: Line, names: dict[int, Person]) -> Seen:
    way = up.of(charge.owner)
    steps = walk.steps(up.plan, up.stops(way), own_account=charge.own_account)
    due = charges.due([charge], up.position([charge.owner]))
    lines = pay.lines(up.network, up.plan, up.decided(), due)
    got = list(_got(lines, len(way)))
    basis = up.plan.downline_basis
    walk.check(steps, got, commissionable_minor=charge.commissionable_minor, basis=basis)
    top = len(way) - 1
    mine = next((g for g in got if (g.kind, g.at) == (original.kind, top)), None)
    stored = Got(
        original.kind,
        top,
        original.level,
        original.rate_ppm,
        original.base_micro,
        original.amount_micro,
    )
    label = up.plan.ranks[up.mine.rank].label
    if (mine, label) != (stored, original.rank_id):
        raise Disagrees(f"{original}: {stored} was paid, {mine} comes out again.")
    kind = steps[original.kind]
    shown = told.stages(up, way, kind, names)
    on_residual = original.kind == DOWNLINE and basis == "residual"
    residual = next((g for g in got if on_residual and g.kind == 0), None)
    return Seen(shown, shown[-1], kind[-1], residual)


def _got(lines: Lines, stops: int) -> Iterator[Got]:
    """The engine's lines of one charge on one way: there the positions go down from the top."""
    columns = ("kind", "earner", "level", "rate_ppm", "base_micro", "amount_micro")
    rows = zip(*(getattr(lines, name).tolist() for name in columns), strict=True)
    for kind, earner, *rest in rows:
        yield Got(kind, stops - 1 - earner, *rest)
