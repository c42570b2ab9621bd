"""A way as pages show it: each agent on it, how it stood that night, and what decided."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from commissions.engine.plan import Plan
from commissions.explain.people import Person
from commissions.explain.walk import Rule, Step
from commissions.explain.ways import Stood, Ways
from commissions.standings.progress import Need, missing_for_active

_FEW = 3
MOST = 50


@dataclass(frozen=True)
class Stage:
    """One agent on the way. `missing`: what it lacked to be active; `by`: who had been paid the
    override before; `pays_on`: how many levels its rank pays on."""

    person: Person
    rank: str
    active: bool
    step: Step | None
    missing: tuple[Need, ...] = ()
    by: Person | None = None
    pays_on: int = 0

    @property
    def rule(self) -> str:
        return self.step.rule if self.step else ""

    @property
    def passed_over(self) -> bool:
        return self.step is not None and self.step.rule != Rule.PAID


@dataclass(frozen=True)
class Stretch:
    """Agents who follow one another on the way; `folded` where they are many and all were passed
    over by one rule. Of very many only the first are listed."""

    stages: Sequence[Stage]
    folded: bool

    @property
    def listed(self) -> Sequence[Stage]:
        return self.stages[:MOST]

    @property
    def more(self) -> int:
        return len(self.stages) - len(self.listed)

    @property
    def rule(self) -> str:
        return self.stages[0].rule


def stages(
    ways: Ways, way: Sequence[int], steps: Iterable[Step], people: Mapping[int, Person]
) -> list[Stage]:
    """All on the way, from the owner up; of an owner that no step is about there is none."""
    taken = {step.at: step for step in steps}
    return [
        stage(
            ways.plan,
            ways.standings[agent],
            people[agent],
            taken.get(at),
            by=_by(taken.get(at), way, people),
        )
        for at, agent in enumerate(way)
    ]


def stage(
    plan: Plan, standing: Stood, person: Person, step: Step | None, *, by: Person | None = None
) -> Stage:
    rank = plan.ranks[standing.rank]
    lacks = not standing.active and not standing.terminated
    return Stage(
        person=person,
        rank=rank.name,
        active=standing.active,
        step=step,
        missing=missing_for_active(standing, plan) if lacks else (),
        by=by,
        pays_on=len(rank.levels_ppm),
    )


def _by(step: Step | None, way: Sequence[int], people: Mapping[int, Person]) -> Person | None:
    return None if step is None or step.by is None else people[way[step.by]]


def stretches(of: Sequence[Stage]) -> list[Stretch]:
    """With those folded that say the same over and over; never the reader, who comes last."""
    found: list[Stretch] = []
    for _, group in groupby(of[:-1], key=lambda s: s.rule if s.passed_over else ""):
        some = list(group)
        found.append(Stretch(some, folded=some[0].passed_over and len(some) > _FEW))
    return [*found, Stretch(of[-1:], folded=False)]
