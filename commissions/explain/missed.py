"""What a night's charges could have paid an agent and didn't: the rule that decided each, and the
conditions under which it would have paid more.

Of an agent's own customers and of its downline's, as that night saw them. A charge that nothing
could have made pay more isn't listed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

import numpy as np

from agents.models import Agent
from commissions.explain import charges, pay, people, told, walk
from commissions.explain.charges import Charged
from commissions.explain.conditions import Condition, conditions
from commissions.explain.pay import KINDS, Stood
from commissions.explain.people import Person
from commissions.explain.then import behind, first, of_team_then
from commissions.explain.told import Stage, Stretch
from commissions.explain.walk import Disagrees, Rule, Steps
from commissions.explain.ways import NotThere, Ways, kept_night, ways
from commissions.nights.models import Entry, Line

PAGE = 25
CHUNK = 100
SCAN = 500
RULES = (Rule.NOT_ACTIVE, Rule.RANK, Rule.PAID, Rule.ALREADY_PAID)
"""Those that can be in a reason. PAID: at a lower rate than another rank has."""


@dataclass(frozen=True)
class Told:
    """A condition in words: the rank by its name, "" for the one that was held."""

    active: bool
    rank: str
    amount_micro: int
    more_micro: int


@dataclass(frozen=True)
class Reason:
    """Of one kind of commission: how I stood on the way, and the rule; with the way where asked."""

    kind: int
    stage: Stage
    stretches: Sequence[Stretch] = ()

    @property
    def rule(self) -> str:
        return self.stage.rule


@dataclass(frozen=True)
class Missed:
    """`level`: sponsor steps from me down to the owner."""

    charge: Charged
    owner: Person
    level: int
    paid_micro: int
    reasons: list[Reason]
    conditions: list[Told]


@dataclass(frozen=True)
class Page:
    """`me`: how I stood that night, None where I hadn't joined yet. `after`: the charge to go on
    behind, None where all were looked at."""

    night: date
    me: Stage | None
    terminated: bool
    looked_at: int
    missed: list[Missed]
    after: int | None


@dataclass(frozen=True)
class _Found:
    """One that is listed, before anybody is named. `kinds`: those that could have paid more."""

    charge: Charged
    way: list[int]
    steps: Steps
    kinds: list[int]
    amounts: np.ndarray  # int64 (ways, 3), in millionths.


def page(me: Agent, *, night: date, rule: str = "", after: int = 0) -> Page:
    """The next ones in the charges' order: at most PAGE, of at most SCAN charges. With a rule, only
    those that it decided. Raises NotKept, Disagrees."""
    seen = kept_night(night)
    try:
        up = ways(me, owners=[], night=seen)
    except NotThere:
        return Page(night, None, False, 0, [], None)
    commissioned = of_team_then(me, night=night).order_by("pk")
    missed: list[Missed] = []
    looked_at, last = 0, max(after, first(night) - 1)
    while looked_at < SCAN and len(missed) < PAGE:
        scanned = charges.read(commissioned.filter(behind(last))[:CHUNK], reader=me)
        if scanned:
            part = ways(me, owners=[charge.owner for charge in scanned], night=seen)
            some = list(islice(_missed(part, scanned, rule), PAGE - len(missed)))
            missed += _shown(part, some, me)
            if len(missed) == PAGE:
                scanned = [charge for charge in scanned if charge.id <= some[-1].charge.id]
            last = scanned[-1].id
            looked_at += len(scanned)
        if len(scanned) < CHUNK:
            break
    more = commissioned.filter(behind(last)).exists()
    mine = told.stage(up.plan, up.mine, Person(me.name, me.code, is_me=True), None)
    return Page(night, mine, up.mine.terminated, looked_at, missed, last if more else None)


def one(me: Agent, *, night: date, charge: int) -> Missed | None:
    """That charge's, with the way up to me; None where it isn't one of these."""
    scanned = charges.read(of_team_then(me, night=night).filter(pk=charge), reader=me)
    owners = [charge.owner for charge in scanned]
    try:
        up = ways(me, owners=owners, night=kept_night(night))
    except NotThere:
        return None
    found = list(_missed(up, scanned))
    return next(iter(_shown(up, found, me, with_ways=True)), None)


def _missed(up: Ways, scanned: Sequence[Charged], rule: str = "") -> Iterator[_Found]:
    """Those of my team then; with a rule, those that it decided."""
    for one in _found(up, [charge for charge in scanned if up.reach(charge.owner)]):
        if not rule or rule in {one.steps[kind][-1].rule for kind in one.kinds}:
            yield one


def _found(up: Ways, of: Sequence[Charged]) -> Iterator[_Found]:
    """Those of these charges that could have paid more."""
    if not of:
        return
    stood = _stood(up)
    due = charges.due(of, up.position([charge.owner for charge in of]))
    amounts = pay.to_the_top(up.network, up.plan, up.decided(), due, stood)
    totals = amounts.sum(axis=1)
    for i in np.flatnonzero((totals > totals[0]).any(axis=0)).tolist():
        charge, way = of[i], up.of(of[i].owner)
        steps = walk.steps(up.plan, up.stops(way), own_account=charge.own_account)
        _check(up, charge, steps, len(way) - 1, amounts[0, :, i].tolist())
        kinds = np.flatnonzero((amounts[:, :, i] > amounts[0, :, i]).any(axis=0))
        yield _Found(charge, way, steps, kinds.tolist(), amounts[:, :, i])


def _stood(up: Ways) -> list[Stood]:
    was = Stood(up.mine.active, up.mine.rank)
    return pay.stood(up.plan, was, terminated=up.mine.terminated)


def _check(up: Ways, charge: Charged, steps: Steps, top: int, paid: list[int]) -> None:
    basis, commissionable = up.plan.downline_basis, charge.commissionable_minor
    expected = walk.amounts_at(top, steps, commissionable_minor=commissionable, basis=basis)
    if paid != expected:
        raise Disagrees(f"{charge.ref}: the engine comes to {paid}, the way says {expected}.")


def _shown(
    up: Ways, found: Sequence[_Found], me: Agent, *, with_ways: bool = False
) -> list[Missed]:
    _check_lines(up, found)
    ids = {agent for f in found for agent in (f.way if with_ways else _to_name(f))}
    names = people.named(ids, reader=me)
    stood = _stood(up)
    return [
        Missed(
            charge=f.charge,
            owner=names[f.charge.owner],
            level=len(f.way) - 1,
            paid_micro=int(f.amounts[0].sum()),
            reasons=[_reason(up, f, kind, names, with_ways) for kind in f.kinds],
            conditions=[_told(up, c) for c in conditions(stood, f.amounts.sum(axis=1))],
        )
        for f in found
    ]


def _to_name(found: _Found) -> Iterator[int]:
    """The owner, me, and who had been paid the override before."""
    yield found.way[0]
    yield found.way[-1]
    for kind in found.kinds:
        by = found.steps[kind][-1].by
        if by is not None:
            yield found.way[by]


def _reason(
    up: Ways, found: _Found, kind: int, names: dict[int, Person], with_ways: bool
) -> Reason:
    steps, me = found.steps[kind], found.way[-1]
    by = steps[-1].by
    person = None if by is None else names[found.way[by]]
    stage = told.stage(up.plan, up.standings[me], names[me], steps[-1], by=person)
    if not with_ways:
        return Reason(kind, stage)
    return Reason(kind, stage, told.stretches(told.stages(up, found.way, steps, names)))


def _told(up: Ways, condition: Condition) -> Told:
    rank = "" if condition.rank is None else up.plan.ranks[condition.rank].name
    return Told(condition.active, rank, condition.amount_micro, condition.more_micro)


def _check_lines(up: Ways, found: Iterable[_Found]) -> None:
    """The stored lines are what the engine comes to."""
    paid = {f.charge.id: f.amounts[0].tolist() for f in found}
    stored = {charge: [0] * KINDS for charge in paid}
    lines = Line.objects.filter(run=up.night, earner=up.top, entry=Entry.EARNED)
    for charge, kind, amount in lines.filter(charge__in=list(paid)).values_list(
        "charge_id", "kind", "amount_micro"
    ):
        stored[charge][kind] = amount
    for charge, amounts in paid.items():
        if stored[charge] != amounts:
            raise Disagrees(f"Charge {charge}: {stored[charge]} was paid, {amounts} comes out.")
