"""The next rank: the nearest way there, and what it would have paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agents.models import Agent
from commissions.outlook.base import base
from commissions.outlook.higher import Higher, higher
from commissions.outlook.terms import Terms
from commissions.outlook.way import Way, way
from mlmsite.lib.snapshot import snapshot


@dataclass(frozen=True)
class Ahead:
    """`way` is None at the top, `higher` where the agent stood nowhere yet."""

    way: Way | None
    higher: Higher | None


def ahead(agent: Agent, *, night: date, usual: Sequence[Terms]) -> Ahead:
    """As of the last night; steps in customers are ones on the first of the usual terms."""
    with snapshot():
        found = base(agent, day=night)
        steps = way(found, usual=usual[0] if usual else None) if found else None
    return Ahead(steps, higher(agent, night=night))
