"""Moving an agent, with its whole downline, to another sponsor."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext

from agents.models import Agent, Move
from agents.tree import labels, lock, space
from agents.tree.enrol import SponsorTerminated, next_tree
from agents.tree.places import Place
from mlmsite.lib import bulk


class MoveRefused(ValueError):
    """Worded for whoever asked."""


def move(
    agent: Agent, *, to: Agent | None, by: AbstractBaseUser | None, reason: str, at: datetime
) -> Move:
    """Put the agent below `to`, as the last of its recruits, or, with None, make it a root.

    From the next night on: nights that have run keep the sponsor that they saw.
    """
    with lock.lock():
        moving = Agent.objects.get(pk=agent.pk)
        check(moving, to)
        team = _locked(moving)
        if to is None:
            found = _new_tree()
        else:
            found = space.under(to.pk, need=2 * len(team))
            # Making room may have spread the team's own labels too.
            team = _locked(moving)
        _write(team, space.fit(_from_the_top(team), found))
        Agent.objects.filter(pk=moving.pk).update(sponsor=to)
        return Move.objects.create(
            agent=moving,
            from_sponsor_id=moving.sponsor_id,
            to_sponsor=to,
            moved_at=at,
            moved_by=by,
            reason=reason,
        )


def check(agent: Agent, to: Agent | None) -> None:
    """Raises MoveRefused where the agent can't go there."""
    if to is None:
        if agent.sponsor_id is None:
            raise MoveRefused(gettext("%(code)s has no sponsor already.") % {"code": agent.code})
        return
    if to.pk == agent.sponsor_id:
        raise MoveRefused(
            gettext("%(sponsor)s is the sponsor of %(code)s already.")
            % {"sponsor": to.code, "code": agent.code}
        )
    if agent.pk in {above.pk for above in to.get_ancestors(include_self=True)}:
        raise MoveRefused(
            gettext("%(sponsor)s stands in the downline of %(code)s, and can't be above.")
            % {"sponsor": to.code, "code": agent.code}
        )
    if Agent.objects.get(pk=to.pk).status == Agent.Status.TERMINATED:
        raise MoveRefused(str(SponsorTerminated(to)))


def _locked(top: Agent) -> dict[int, Place]:
    """The agent and its downline, every row locked: whoever is enrolling there ends first, and
    its newcomer is seen."""
    locked: set[int] = set()
    while True:
        below = top.get_descendants(include_self=True)
        rows = below.values_list("id", "lft", "rght", "tree_id", "level")
        team = {agent: Place(*place) for agent, *place in rows}
        if team.keys() <= locked:
            return team
        locked |= space.lock_rows(below)


def _from_the_top(team: dict[int, Place]) -> dict[int, Place]:
    top = min(place.level for place in team.values())
    return {agent: Place(at.lft, at.rght, at.tree_id, at.level - top) for agent, at in team.items()}


def _new_tree() -> space.Space:
    nobody = space.Sponsor(0, "", "", 0, labels.SIZE, tree_id=next_tree(), level=-1)
    return space.Space(nobody, labels.Gap(0, labels.SIZE, first=True))


def _write(team: dict[int, Place], placed: dict[int, Place]) -> None:
    rows = [(agent, at.lft, at.rght, at.tree_id, at.level) for agent, at in placed.items()]
    bulk.update_ints(Agent, ("id", "lft", "rght", "tree_id", "level"), rows)
