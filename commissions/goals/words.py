"""A goal in a few letters that an event can keep, and that can be read in any language."""

from commissions.goals.models import Goal


def kept(goal: Goal) -> str:
    return f"{goal.measure} {goal.rank or goal.target} {goal.currency}".strip()


def read(kept: str) -> Goal:
    """An unsaved goal of the same measure and target."""
    measure, _, rest = kept.partition(" ")
    if measure == Goal.Measure.RANK:
        return Goal(measure=measure, rank=rest)
    number, _, currency = rest.partition(" ")
    return Goal(measure=measure, target=int(number), currency=currency)
