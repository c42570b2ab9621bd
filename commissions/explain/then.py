"""The charges that a night commissioned in an agent's team, and which nights had any."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from agents.models import Agent, Charge
from agents.tree import past
from commissions.nights.models import CommissionedCharge, Run

_OWNER = "subscription__customer__agent__"


def of_team_then(me: Agent, *, night: date) -> QuerySet[Charge]:
    """Of my own customers and of my downline's: of now, and of those who were in it that night.
    Among them may be some of agents who came later: whose way led up to me, `ways` tells."""
    return Charge.objects.filter(_within([me.pk, *_left(me, night)]), commissioned__run=night)


def behind(charge: int) -> Q:
    """Said of both tables that hold its number: PostgreSQL goes through each from there."""
    return Q(pk__gt=charge, commissioned__charge__gt=charge)


def first(night: date) -> int:
    """The night's first charge in the charges' order, 0 where it commissioned none."""
    charges = CommissionedCharge.objects.filter(run=night).order_by("charge")
    return charges.values_list("charge", flat=True).first() or 0


def _left(me: Agent, night: date) -> set[int]:
    """Agents who were below me that night, and have been moved since. Whoever was below me then and
    isn't now stands below one of them: the lowest on its way of then that has been moved."""
    moved = set(past.moved_after(night).values_list("agent_id", flat=True))
    above = past.sponsors_up_to(me, of=moved, night=night)
    return {agent for agent in moved if agent != me.pk and _led_to(me.pk, agent, above)}


def _led_to(top: int, agent: int, above: dict[int, int | None]) -> bool:
    at: int | None = agent
    while at is not None and at != top:
        at = above[at]
    return at == top


def _within(tops: list[int]) -> Q:
    """Owners in these subtrees. Were labels spread in between, it finds too few or others, whose
    way doesn't lead up to the reader."""
    found = Q()
    rows = Agent.objects.filter(pk__in=tops).order_by("tree_id", "lft")
    last = None
    for tree, left, right in rows.values_list("tree_id", "lft", "rght"):
        if last and last[0] == tree and right <= last[1]:
            continue  # In the one before.
        last = tree, right
        found |= Q(
            **{f"{_OWNER}tree_id": tree, f"{_OWNER}lft__gte": left, f"{_OWNER}lft__lt": right}
        )
    return found


@dataclass(frozen=True)
class Around:
    """The nights before and after one, where they have run."""

    before: date | None
    after: date | None


def last_with_charges(me: Agent) -> date | None:
    """The last night that commissioned a charge of my own customers or of my downline's; where
    there was none, the last that commissioned any."""
    own = Charge.objects.filter(_within([me.pk]), commissioned__isnull=False)
    nights = own.order_by("-commissioned__run").values_list("commissioned__run_id", flat=True)
    found = nights.first()
    if found is None:
        any_night = Run.objects.filter(
            Exists(CommissionedCharge.objects.filter(run=OuterRef("pk")))
        )
        found = any_night.order_by("-pk").values_list("pk", flat=True).first()
    return found


def around(night: date) -> Around:
    nights = Run.objects.values_list("pk", flat=True)
    return Around(
        nights.filter(pk__lt=night).order_by("-pk").first(),
        nights.filter(pk__gt=night).order_by("pk").first(),
    )
