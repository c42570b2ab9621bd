"""plan*.toml: versions of the compensation plan, by effective_from."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from typing import NamedTuple

from commissions.loading.outcome import Count
from commissions.loading.problems import Problem
from commissions.nights.models import Run
from commissions.plans.models import Plan, Rank
from commissions.plans.toml import ParsedPlan, ParsedRank

PATTERN = "plan*.toml"

_PLAN_FIELDS = [f.name for f in fields(ParsedPlan) if f.name not in ("ranks", "line")]
_RANK_FIELDS = [f.name for f in fields(ParsedRank)]


class Known(NamedTuple):
    id: int
    plan: ParsedPlan
    used: bool


class Outcome(NamedTuple):
    """By file: plans to add, to put in place of a known one (its id), and known as they are."""

    new: dict[str, ParsedPlan]
    changed: dict[str, tuple[int, ParsedPlan]]
    unchanged: list[str]
    problems: list[Problem]

    def counts(self) -> dict[str, Count]:
        counts = {file: Count(added=1) for file in self.new}
        counts |= {file: Count(updated=1) for file in self.changed}
        return counts | {file: Count(unchanged=1) for file in self.unchanged}


def known(days: Iterable[date]) -> dict[date, Known]:
    plans = Plan.objects.filter(effective_from__in=list(days)).prefetch_related("ranks")
    used = set(Run.objects.filter(plan__in=plans).values_list("plan_id", flat=True).distinct())
    return {plan.effective_from: Known(plan.pk, _parsed(plan), plan.pk in used) for plan in plans}


def last_night() -> date | None:
    last = Run.objects.order_by("posted_on").last()
    return last.posted_on if last else None


def _parsed(plan: Plan) -> ParsedPlan:
    ranks = sorted(plan.ranks.all(), key=lambda rank: rank.position)
    return ParsedPlan(
        **{name: getattr(plan, name) for name in _PLAN_FIELDS},
        ranks=tuple(
            ParsedRank(
                **{name: getattr(rank, name) for name in _RANK_FIELDS}
                | {"levels_ppm": tuple(rank.levels_ppm)}
            )
            for rank in ranks
        ),
    )


def check(
    plans: Mapping[str, ParsedPlan], known: Mapping[date, Known], *, last_night: date | None
) -> Outcome:
    """A night that has run has used the plan of its time: up to the last one, nothing changes."""
    outcome = Outcome({}, {}, [], [])
    files: dict[date, str] = {}
    for file, plan in plans.items():
        day = plan.effective_from
        loaded = known.get(day)
        if (earlier := files.setdefault(day, file)) != file:
            wrong = f"effective_from: {earlier} has a plan from {day} already"
            outcome.problems.append(Problem(file, plan.line, wrong))
        elif loaded and loaded.plan == plan:
            outcome.unchanged.append(file)
        elif (loaded and loaded.used) or (last_night and day <= last_night):
            outcome.problems.append(Problem(file, plan.line, _too_late(plan, loaded, last_night)))
        elif loaded:
            outcome.changed[file] = (loaded.id, plan)
        else:
            outcome.new[file] = plan
    return outcome


def _too_late(plan: ParsedPlan, loaded: Known | None, last_night: date | None) -> str:
    if loaded is None:
        state = f"the nights through {last_night} have run with another plan"
    else:
        names = [*_PLAN_FIELDS, "ranks"]
        differing = [name for name in names if getattr(plan, name) != getattr(loaded.plan, name)]
        state = f"the plan from {plan.effective_from} is loaded with other {', '.join(differing)}"
        state += ", and nights have run with it"
    return f"effective_from: {state}; give a new plan an effective_from after {last_night}"


def write(outcome: Outcome) -> None:
    for id_, plan in outcome.changed.values():
        Rank.objects.filter(plan=id_).delete()
        Plan.objects.filter(pk=id_).update(**_values(plan, _PLAN_FIELDS))
        _write_ranks(id_, plan)
    for plan in outcome.new.values():
        _write_ranks(Plan.objects.create(**_values(plan, _PLAN_FIELDS)).pk, plan)


def _write_ranks(plan_id: int, plan: ParsedPlan) -> None:
    Rank.objects.bulk_create(
        Rank(plan_id=plan_id, position=position, **_values(rank, _RANK_FIELDS))
        for position, rank in enumerate(plan.ranks)
    )


def _values(parsed: ParsedPlan | ParsedRank, names: Iterable[str]) -> dict[str, object]:
    return {name: getattr(parsed, name) for name in names}
