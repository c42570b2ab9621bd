"""A night's inputs, from the database into arrays: from many rows to what the engine takes."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from commissions.engine import Inputs
from commissions.engine.commission import Due
from commissions.nights import facts, stored
from commissions.nights.models import Entry
from commissions.nights.sources import Source
from commissions.plans import versions
from commissions.plans.models import Plan


@dataclass(frozen=True)
class Names:
    """What the engine's positions and numbers stand for: `agents`, ids by position, and
    `currencies`, numbers as in currencies.py, ascending."""

    agents: np.ndarray
    currencies: np.ndarray


@dataclass(frozen=True)
class Read:
    inputs: Inputs
    names: Names


def read(*, day: date, plan: Plan, source: Source) -> Read:
    agents, network = source.network(day)
    position = facts.positions(agents)
    refunds, owners = source.refunds(), source.owners()
    counting = facts.read_counting(source.charges().covering(day), refunds, owners, day, position)
    due = facts.read_due(source.due(day), refunds, owners, day, position)
    refunded = stored.read_refunded(source.lines(day), source.new_refunds(day), refunds, day)
    refunded["earner"] = position[refunded["earner"]]
    carried = source.carried()
    currencies = np.unique(
        np.concatenate([due["currency"], refunded["currency"], carried["number"]])
    )
    return Read(
        Inputs(
            network=network,
            plan=versions.for_engine(plan),
            counting=counting,
            due=_due(due, currencies),
            refunded=stored.as_refunded(refunded, currencies),
            fractions=_fractions(carried, position, currencies, len(agents)),
        ),
        Names(agents, currencies),
    )


def _due(rows: dict[str, np.ndarray], currencies: np.ndarray) -> Due:
    return Due(**rows | {"currency": np.searchsorted(currencies, rows["currency"])})


def _fractions(
    carried: dict[str, np.ndarray], position: np.ndarray, currencies: np.ndarray, agents: int
) -> np.ndarray:
    fractions = np.zeros((agents, len(currencies), len(Entry)), np.int32)
    at = position[carried["agent_id"]], np.searchsorted(currencies, carried["number"])
    fractions[(*at, carried["entry"])] = carried["fraction_micro"]
    return fractions
