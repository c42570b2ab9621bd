"""A downline on the last night: who stands where, and its charges as one month's due ones."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

import numpy as np

from agents.models import Agent
from commissions.engine import Inputs, Night, compute_night
from commissions.engine.clawback import Refunded
from commissions.engine.commission import Due
from commissions.engine.lines import Lines
from commissions.engine.qualify import Counting
from commissions.nights import facts
from commissions.nights.facts import positions
from commissions.outlook.below import ROOT, Below
from commissions.plans import versions

Rows = TypeVar("Rows", Counting, Due)


@dataclass(frozen=True)
class Base:
    """`agents`: ids by position. The charges that count on `day` are due, all of them: one month
    of each subscription. `currencies` by place, as numbers."""

    day: date
    agents: np.ndarray
    inputs: Inputs
    currencies: np.ndarray

    def night(self) -> Night:
        return compute_night(self.inputs, earner=ROOT)

    def with_charges(self, counting: Counting, due: Due, currencies: np.ndarray) -> "Base":
        """And these more; `due.currency` is a place in `currencies`, which has all of these."""
        moved = np.searchsorted(currencies, self.currencies)
        known = replace(self.inputs.due, currency=moved[self.inputs.due.currency])
        inputs = replace(
            self.inputs,
            counting=joined(self.inputs.counting, counting),
            due=joined(known, due),
            fractions=_no_fractions(len(self.agents), len(currencies)),
        )
        return replace(self, inputs=inputs, currencies=currencies)


def base(agent: Agent, *, day: date) -> Base | None:
    """The tree of now, the charges that counted on `day`. To be called inside of a snapshot. None
    where no plan is in force."""
    go_live, plan = versions.go_live(), versions.in_force(day)
    if go_live is None or plan is None:
        return None
    below = Below(agent, go_live)
    agents, network = below.network(day)
    charges, refunds, owners = below.charges().covering(day), below.refunds(), below.owners()
    counting, due = facts.read_both(charges, refunds, owners, day, positions(agents))
    currencies, currency = np.unique(due["currency"], return_inverse=True)
    inputs = Inputs(
        network=network,
        plan=versions.for_engine(plan),
        counting=counting,
        due=Due(**due | {"currency": currency.ravel()}),
        refunded=_none_refunded(),
        fractions=_no_fractions(len(agents), len(currencies)),
    )
    return Base(day, agents, inputs, currencies)


def joined(known: Rows, more: Rows) -> Rows:
    return type(known)(
        **{
            name: np.concatenate([values, getattr(more, name)])
            for name, values in vars(known).items()
        }
    )


def _none_refunded() -> Refunded:
    nothing = np.zeros(0, np.int64)
    return Refunded(Lines.none(), nothing, nothing, nothing)


def _no_fractions(agents: int, currencies: int) -> np.ndarray:
    return np.zeros((agents, currencies, 2), np.int32)
