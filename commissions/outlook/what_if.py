"""What an agent's rank and monthly pay would be with more customers in its downline.

Arithmetic on the facts of the last night, by the engine that pays: all charges that counted then
are taken as one month's, with those of the new customers beside them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from agents.models import Agent
from commissions.engine import Night
from commissions.engine.commission import Due
from commissions.engine.qualify import Counting
from commissions.nights import currencies
from commissions.nights.facts import positions
from commissions.outlook.base import Base, base
from commissions.outlook.sums import Sum, by_currency, by_kind
from commissions.outlook.tonight import Stand, stand
from mlmsite.lib.snapshot import snapshot

MOST = 10_000
"""New customers of one line."""


@dataclass(frozen=True)
class More:
    """So many new customers of an agent, each with one subscription; a month of it in minor units
    and points."""

    agent: Agent
    customers: int
    currency: str
    price_minor: int
    commissionable_minor: int
    volume: int


@dataclass(frozen=True)
class Outcome:
    """`sums` are those of a month, in millionths of the minor unit."""

    stand: Stand
    sums: tuple[Sum, ...]

    def pay_micro(self, currency: str) -> int:
        return by_currency(self.sums).get(currency, 0)


@dataclass(frozen=True)
class Pay:
    currency: str
    before_micro: int
    after_micro: int

    @property
    def more_micro(self) -> int:
        return self.after_micro - self.before_micro


@dataclass(frozen=True)
class WhatIf:
    """On the facts of the night of `day`; `agents` and `charges` were looked at."""

    day: date
    before: Outcome
    after: Outcome
    agents: int
    charges: int

    @property
    def pay(self) -> list[Pay]:
        known = by_currency(self.before.sums).keys() | by_currency(self.after.sums).keys()
        return [
            Pay(currency, self.before.pay_micro(currency), self.after.pay_micro(currency))
            for currency in sorted(known)
        ]


def what_if(agent: Agent, *, day: date, more: Sequence[More]) -> WhatIf | None:
    """The agents of `more` are the agent itself and members of its downline: the caller has seen to
    that. None where no plan is in force."""
    with snapshot():
        found = base(agent, day=day)
    if found is None:
        return None
    added = _with_more(found, more)
    return WhatIf(
        day=day,
        before=_outcome(found, found.night()),
        after=_outcome(added, added.night()),
        agents=len(found.agents),
        charges=len(found.inputs.counting.owner),
    )


def _outcome(of: Base, night: Night) -> Outcome:
    return Outcome(stand(of.inputs, night), by_kind(night.lines, of.currencies))


def _with_more(found: Base, more: Sequence[More]) -> Base:
    many = [one.customers for one in more]

    def each(values: Sequence[int]) -> np.ndarray:
        return np.repeat(np.array(values, np.int64), many)

    count = sum(many)
    owner = positions(found.agents)[each([one.agent.pk for one in more])]
    numbers = each([currencies.number(one.currency) for one in more])
    together = np.union1d(found.currencies, numbers)
    nobody, nothing = np.zeros(count, bool), np.zeros(count, np.int64)
    amount = each([one.price_minor for one in more])
    # Below 0: ids that no customer and no charge has.
    label = -1 - np.arange(count)
    return found.with_charges(
        Counting(
            owner=owner,
            customer=label,
            own_account=nobody,
            volume=each([one.volume for one in more]),
            amount_minor=amount,
            refunded_minor=nothing,
        ),
        Due(
            charge=label,
            owner=owner,
            own_account=nobody,
            currency=np.searchsorted(together, numbers),
            amount_minor=amount,
            commissionable_minor=each([one.commissionable_minor for one in more]),
            refunded_minor=nothing,
        ),
        together,
    )
