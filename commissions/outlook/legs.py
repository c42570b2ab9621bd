"""An agent's legs, the largest first: what each contributes to the next rank, and what it holds."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Least

from commissions.plans import versions
from commissions.standings.models import Standing
from commissions.standings.progress import leg_cap, legs_of


@dataclass(frozen=True)
class Legs:
    """`rows` are the standings of the recruits, with `counted`, the points that count under the
    cap, and `found`, above 0 where somebody in the leg holds what the next rank asks of it. `cap`
    is None where all of a leg counts, `leg_rank` is "" where legs are not asked for."""

    rows: QuerySet[Standing]
    cap: int | None
    leg_rank: str


def legs(standing: Standing, *, day: date) -> Legs:
    """For the rank above the one that the agent of the standing has."""
    version = versions.in_force(day)
    assert version is not None
    ranks, following = versions.for_engine(version).ranks, standing.rank + 1
    rows = legs_of(standing.agent, day=day).select_related("agent").order_by("-gv", "agent_id")
    if following == len(ranks):
        return Legs(rows.annotate(counted=F("gv"), found=Value(0)), None, "")
    rank = ranks[following]
    cap = leg_cap(rank)
    capped = bool(rank.group_volume) and cap < rank.group_volume
    counted = Least(F("gv"), Value(cap)) if capped else F("gv")
    asked = (1 << following) - (1 << rank.leg_position)
    return Legs(
        rows.annotate(counted=counted, found=F("held_below").bitand(asked)),
        cap if capped else None,
        ranks[rank.leg_position].name if rank.legs else "",
    )
