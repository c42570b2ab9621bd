"""Who buys, and from which agent: many agents sell to nobody or to one, some to dozens."""

from collections.abc import Iterable, Iterator
from datetime import date
from random import Random
from typing import NamedTuple

from commissions.demo import people
from commissions.demo.network import Agent

MOST = 60
OWN_ACCOUNTS = 1 / 3

_PER_DRIVE = 1.8
_SETTLED_DAYS = 400


class Customer(NamedTuple):
    ref: str
    agent: Agent
    name: str
    email: str
    own_account: bool


def acquired(agents: Iterable[Agent], *, until: date, seed: int) -> Iterator[Customer]:
    """By agent; an own account bears the agent's name and address."""
    random = Random(f"{seed} customers")
    number = 0
    for agent in agents:
        own = random.random() < OWN_ACCOUNTS
        for position in range(own + _found(agent, until)):
            number += 1
            ref = f"C-{number:07d}"
            if own and position == 0:
                yield Customer(ref, agent, agent.name, agent.email, True)
            else:
                name = people.name(random, agent.region)
                yield Customer(ref, agent, name, people.email(random, name, ref), False)


def _found(agent: Agent, until: date) -> int:
    """How many customers besides itself: a newcomer has had little time for it."""
    settled = min(1.0, ((until - agent.joined_on).days + 60) / _SETTLED_DAYS)
    return min(MOST, int(agent.drive * settled * _PER_DRIVE))
