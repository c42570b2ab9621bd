"""Where an agent stands after a night, and what the next rank still needs: from stored rows alone,
in a number of queries that doesn't depend on the size of the team."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Least
from django.utils.translation import gettext as _

from agents.models import Agent
from agents.tree import past
from commissions.engine import plan as engine
from commissions.plans import versions
from commissions.standings.models import Standing
from mlmsite.lib import written


@dataclass(frozen=True)
class Need:
    """One requirement: `name` is the plan's word for it, `detail` what else it asks."""

    name: str
    have: int
    need: int
    detail: str = ""

    @property
    def met(self) -> bool:
        return self.have >= self.need

    @property
    def missing(self) -> int:
        return max(0, self.need - self.have)


@dataclass(frozen=True)
class Progress:
    """`needs` are the next rank's requirements, met ones among them; `missing_for_active` is empty
    where the agent is active, or terminated."""

    day: date
    standing: Standing
    rank: str
    next_rank: str | None
    needs: tuple[Need, ...]
    missing_for_active: tuple[Need, ...]


def progress(agent: Agent, *, day: date) -> Progress | None:
    """After the night of that day; None for who joined later."""
    version = versions.in_force(day)
    standing = Standing.objects.on(day).filter(agent=agent).first()
    if version is None or standing is None:
        return None
    standing.agent = agent
    plan = versions.for_engine(version)
    following = standing.rank + 1
    last = following == len(plan.ranks)
    return Progress(
        day=day,
        standing=standing,
        rank=plan.ranks[standing.rank].name,
        next_rank=None if last else plan.ranks[following].name,
        needs=() if last else needs(standing, plan, following, day=day),
        missing_for_active=() if standing.terminated else missing_for_active(standing, plan),
    )


def missing_for_active(standing: Standing, plan: engine.Plan) -> tuple[Need, ...]:
    asked = (
        Need("personal_volume", standing.pv, plan.active_volume),
        Need("customers", standing.customers, plan.active_customers),
    )
    return tuple(need for need in asked if not need.met)


def needs(standing: Standing, plan: engine.Plan, position: int, *, day: date) -> tuple[Need, ...]:
    """What the rank at that position asks, and how much of it there is."""
    rank = plan.ranks[position]
    legs = legs_of(standing.agent, day=day)
    found = []
    if rank.personal_volume:
        found.append(Need("personal_volume", standing.pv, rank.personal_volume))
    if rank.customers:
        found.append(Need("customers", standing.customers, rank.customers))
    if rank.group_volume:
        cap = leg_cap(rank)
        from_legs = legs.aggregate(sum=Sum(Least("gv", cap), default=0))["sum"]
        detail = (
            _("at most %(points)s from one leg") % {"points": written.number(cap)}
            if cap < rank.group_volume
            else ""
        )
        found.append(Need("group_volume", standing.pv + from_legs, rank.group_volume, detail))
    if rank.legs:
        holding = holding_legs(legs, rank.leg_position, position).count()
        detail = _("legs that hold at least one %(rank)s") % {
            "rank": plan.ranks[rank.leg_position].name
        }
        found.append(Need("legs", holding, rank.legs, detail))
    return tuple(found)


def leg_cap(rank: engine.Rank) -> int:
    """How much of its group volume may come from one leg, in points."""
    return rank.max_leg_share_ppm * rank.group_volume // engine.MILLION


def legs_of(agent: Agent, *, day: date) -> QuerySet[Standing]:
    """The standings of its recruits, as that night saw them."""
    moved = past.sponsors_then(day)
    came = [pk for pk, sponsor in moved.items() if sponsor == agent.pk]
    recruits = Q(agent__sponsor=agent) & ~Q(agent__in=moved.keys() - set(came)) | Q(agent__in=came)
    return Standing.objects.on(day).filter(recruits)


def holding_legs(legs: QuerySet[Standing], low: int, high: int) -> QuerySet[Standing]:
    """Legs in which somebody holds a rank from position `low` on and below `high`: what a leg
    counts by towards the rank at `high`, whose legs are decided by the ranks below it."""
    found = F("held_below").bitand((1 << high) - (1 << low))
    return legs.annotate(found=found).exclude(found=0)
