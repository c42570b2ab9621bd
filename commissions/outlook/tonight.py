"""What tonight's run would post to an agent if it ran now.

Exactly that: the night's own reading and its own engine, on the agent's downline. Only charges that
the night would raise are not raised here: they stand in the arrays, with labels below 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

import numpy as np

from agents import billing
from agents.models import Agent, Subscription
from commissions.engine import Inputs, Night, compute_night
from commissions.engine.commission import Due
from commissions.engine.qualify import Counting
from commissions.nights import currencies
from commissions.nights.facts import positions
from commissions.nights.models import Entry
from commissions.nights.read import Names, read
from commissions.outlook.base import Rows, joined
from commissions.outlook.below import ROOT, Below
from commissions.outlook.sums import Sum, by_kind
from commissions.plans import versions
from mlmsite.lib.snapshot import snapshot

Period = tuple[Subscription, date, date]


@dataclass(frozen=True)
class Transfer:
    """What is posted in whole minor units, 0 where only the fraction moves; and the fraction that
    is carried on."""

    entry: Entry
    currency: str
    amount_minor: int
    fraction_micro: int

    @property
    def signed_minor(self) -> int:
        return -self.amount_minor if self.entry == Entry.CLAWBACK else self.amount_minor


@dataclass(frozen=True)
class Stand:
    """Where an agent stands: volumes in points, `position` that of the rank in the plan."""

    rank: str
    position: int
    active: bool
    pv: int
    customers: int
    gv: int


@dataclass(frozen=True)
class Tonight:
    """Of the night of `day`. `agents` and `counting` charges were looked at, `commissioned` are
    those that it takes, `raised` of them those that it raises itself."""

    day: date
    stand: Stand
    sums: tuple[Sum, ...]
    transfers: tuple[Transfer, ...]
    agents: int
    counting: int
    commissioned: int
    raised: int

    @property
    def lines(self) -> int:
        return sum(one.lines for one in self.sums)


@dataclass(frozen=True)
class Worked:
    """The night as the engine worked it out. The charge labelled -1 - n is `raised[n]`'s."""

    day: date
    below: Below
    inputs: Inputs
    names: Names
    night: Night
    raised: Sequence[Period]


def tonight(agent: Agent, *, day: date) -> Tonight | None:
    """Of the night of that day, all nights before it being done; None where no plan is loaded."""
    with snapshot():
        worked = work(agent, day=day)
    return worked and told(worked)


def work(agent: Agent, *, day: date) -> Worked | None:
    """To be called inside of a snapshot."""
    go_live, plan = versions.go_live(), versions.in_force(day)
    if go_live is None or plan is None:
        return None
    due = Below(agent, go_live).subscriptions().due_on(day).order_by("id")
    raised = billing.periods_due(due, day=day, go_live=go_live)
    numbers = {currencies.number(subscription.currency) for subscription, _, _ in raised}
    below = Below(agent, go_live, frozenset(numbers))
    found = read(day=day, plan=plan, source=below)
    inputs = _with_raised(found.inputs, found.names, below, raised, day=day)
    night = compute_night(inputs, earner=ROOT)
    return Worked(day, below, inputs, found.names, night, raised)


def told(worked: Worked) -> Tonight:
    night, numbers = worked.night, worked.names.currencies
    return Tonight(
        day=worked.day,
        stand=stand(worked.inputs, night),
        sums=by_kind(night.lines, numbers),
        transfers=tuple(_transfers(night, numbers)),
        agents=len(worked.names.agents),
        counting=len(worked.inputs.counting.owner),
        commissioned=len(night.commissioned),
        raised=int((night.commissioned < 0).sum()),
    )


def stand(inputs: Inputs, night: Night) -> Stand:
    decided = night.standing
    position = int(decided.rank[ROOT])
    pv, customers, gv = (int(a[ROOT]) for a in (decided.pv, decided.customers, decided.gv))
    rank = inputs.plan.ranks[position].name
    return Stand(rank, position, bool(decided.active[ROOT]), pv, customers, gv)


def _transfers(night: Night, numbers: np.ndarray) -> list[Transfer]:
    posted = night.postings
    return [
        Transfer(Entry(entry), currencies.code(numbers[currency]), amount, fraction)
        for currency, entry, amount, fraction in zip(
            posted.currency.tolist(),
            posted.entry.tolist(),
            posted.amount_minor.tolist(),
            posted.fraction_micro.tolist(),
            strict=True,
        )
    ]


def _with_raised(
    inputs: Inputs, names: Names, below: Below, raised: Sequence[Period], *, day: date
) -> Inputs:
    if not raised:
        return inputs
    of = [subscription for subscription, _, _ in raised]
    customer, agent, own_account = below.owners().of(np.array([s.pk for s in of], np.int64))
    numbers = np.array([currencies.number(s.currency) for s in of], np.int64)
    charges = {
        "owner": positions(names.agents)[agent],
        "customer": customer,
        "own_account": own_account,
        "volume": np.array([s.volume for s in of], np.int64),
        "amount_minor": np.array([s.price_minor for s in of], np.int64),
        "refunded_minor": np.zeros(len(of), np.int64),
        "charge": -1 - np.arange(len(of)),
        "currency": np.searchsorted(names.currencies, numbers),
        "commissionable_minor": np.array([s.commissionable_minor for s in of], np.int64),
    }
    covering = np.array([start <= day < end for _, start, end in raised], bool)
    # As Tonight.due asks: one that begins before go-live counts, and pays nothing.
    since = np.array([start >= below.go_live for _, start, _ in raised], bool)
    return replace(
        inputs,
        counting=joined(inputs.counting, _taken(Counting, charges, covering)),
        due=joined(inputs.due, _taken(Due, charges, since)),
    )


def _taken(kind: type[Rows], charges: dict[str, np.ndarray], which: np.ndarray) -> Rows:
    return kind(**{field.name: charges[field.name][which] for field in fields(kind)})
