"""An agent's downline as a source of facts: the agent is its root, and stands at position 0."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from django.db.models import Q, QuerySet

from agents.models import Agent, Charge, Customer, Refund, Subscription
from commissions.engine.network import Network
from commissions.nights import facts
from commissions.nights.currencies import CurrencyNumber
from commissions.nights.models import Carry, Entry, Line
from commissions.nights.sources import Rows, Tonight
from mlmsite.lib import bulk

ROOT = 0


@dataclass(frozen=True)
class Below:
    """As `Tonight` is of all: the facts of now, of the agent and its downline. Lines and fractions
    are the agent's alone. Read inside of a snapshot.

    `also`: currencies, as numbers, in which there are to be fractions, if only 0.
    """

    agent: Agent
    go_live: date
    also: frozenset[int] = frozenset()

    def inside(self, prefix: str) -> Q:
        """On the agent at `prefix`."""
        return self.agent.within(prefix, include_self=True)

    @cached_property
    def _network(self) -> tuple[np.ndarray, Network]:
        return facts.read_network(self.agent.get_descendants(include_self=True))

    def network(self, day: date) -> tuple[np.ndarray, Network]:
        return self._network

    @cached_property
    def _owners(self) -> facts.Owners:
        return facts.read_owners(
            Subscription.objects.filter(self.inside("customer__agent__")),
            Customer.objects.filter(self.inside("agent__")),
        )

    def owners(self) -> facts.Owners:
        return self._owners

    @property
    def _all(self) -> Tonight:
        return Tonight(self.go_live)

    def subscriptions(self) -> QuerySet[Subscription]:
        return Subscription.objects.filter(self.inside("customer__agent__"))

    def charges(self) -> QuerySet[Charge]:
        return Charge.objects.filter(self.inside("subscription__customer__agent__"))

    def refunds(self) -> QuerySet[Refund]:
        return Refund.objects.all()

    def due(self, day: date) -> QuerySet[Charge]:
        return self._all.due(day).filter(self.inside("subscription__customer__agent__"))

    def new_refunds(self, day: date) -> QuerySet[Refund]:
        found = self._all.new_refunds(day)
        return found.filter(self.inside("charge__subscription__customer__agent__"))

    def lines(self, day: date) -> QuerySet[Line]:
        return self._all.lines(day).filter(earner=self.agent)

    def carried(self) -> Rows:
        carried = Carry.objects.filter(agent=self.agent)
        rows = bulk.read_ints(
            carried.annotate(number=CurrencyNumber("currency")),
            *("agent_id", "number", "entry", "fraction_micro"),
        )
        more = np.array(sorted(self.also - set(rows["number"].tolist())), np.int64)
        none = {"agent_id": self.agent.pk, "entry": Entry.EARNED, "fraction_micro": 0}
        new = {name: np.full(len(more), value) for name, value in none.items()} | {"number": more}
        return {name: np.append(values, new[name]) for name, values in rows.items()}
