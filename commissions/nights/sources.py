"""Which facts a night looks at: those of now, or, for a night computed again, those of then."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

import numpy as np
from django.db.models import Q, QuerySet

from agents.models import Agent, Charge, Customer, Refund, Subscription
from commissions.engine.network import Network
from commissions.nights import facts
from commissions.nights.currencies import CurrencyNumber
from commissions.nights.history import History, in_preorder
from commissions.nights.models import Carry, Line
from mlmsite.lib import bulk

Rows = dict[str, np.ndarray]


class Source(Protocol):
    def network(self, day: date) -> tuple[np.ndarray, Network]:
        """Ids in preorder, and the tree."""

    def owners(self) -> facts.Owners:
        """Whose each subscription is; that never changes."""

    def charges(self) -> QuerySet[Charge]:
        """All that are known."""

    def refunds(self) -> QuerySet[Refund]:
        """All that are known."""

    def due(self, day: date) -> QuerySet[Charge]:
        """Those of them that no earlier night has commissioned."""

    def new_refunds(self, day: date) -> QuerySet[Refund]:
        """Those among which are all that no earlier night has seen."""

    def lines(self, day: date) -> QuerySet[Line]:
        """Those that earlier nights have written."""

    def carried(self) -> Rows:
        """agent_id, number (of the currency), entry, fraction_micro."""


@dataclass(frozen=True)
class Tonight:
    """The facts of now. What no night has seen yet is in the arrivals that are not settled.

    `moved`, {agent: sponsor}: as if these had been moved.
    """

    go_live: date
    moved: Mapping[int, int] = field(default_factory=dict)

    def network(self, day: date) -> tuple[np.ndarray, Network]:
        if not self.moved:
            return facts.read_network(Agent.objects.all())
        ids, above, terminated = facts.read_sponsors(Agent.objects.all())
        for agent, sponsor in self.moved.items():
            above[np.searchsorted(ids, agent)] = sponsor
        return in_preorder(ids, above, terminated)

    def owners(self) -> facts.Owners:
        return facts.read_owners(Subscription.objects.all(), Customer.objects.all())

    def charges(self) -> QuerySet[Charge]:
        return Charge.objects.all()

    def refunds(self) -> QuerySet[Refund]:
        return Refund.objects.all()

    def due(self, day: date) -> QuerySet[Charge]:
        return Charge.objects.filter(
            arrival__settled_on=None,
            paid_on__lte=day,
            period_start__gte=self.go_live,
            commissioned=None,
        )

    def new_refunds(self, day: date) -> QuerySet[Refund]:
        return Refund.objects.filter(arrival__settled_on=None, refunded_on__lte=day)

    def lines(self, day: date) -> QuerySet[Line]:
        return Line.objects.filter(run__lt=day)

    def carried(self) -> Rows:
        return bulk.read_ints(
            Carry.objects.annotate(number=CurrencyNumber("currency")),
            *("agent_id", "number", "entry", "fraction_micro"),
        )


@dataclass(frozen=True)
class AsOf:
    """The facts that the night of `day` saw; `fractions` as `Source.carried` has them."""

    day: date
    go_live: date
    history: History
    fractions: Rows

    def network(self, day: date) -> tuple[np.ndarray, Network]:
        return self.history.network(day)

    def owners(self) -> facts.Owners:
        return self.history.owners

    def charges(self) -> QuerySet[Charge]:
        return Charge.objects.filter(arrival__first_night__lte=self.day)

    def refunds(self) -> QuerySet[Refund]:
        return Refund.objects.filter(arrival__first_night__lte=self.day)

    def due(self, day: date) -> QuerySet[Charge]:
        return self.charges().filter(
            Q(commissioned=None) | Q(commissioned__run__gte=day),
            self._open,
            paid_on__lte=day,
            period_start__gte=self.go_live,
        )

    def new_refunds(self, day: date) -> QuerySet[Refund]:
        return self.refunds().filter(self._open, refunded_on__lte=day)

    def lines(self, day: date) -> QuerySet[Line]:
        return Line.objects.filter(run__lt=day)

    @property
    def _open(self) -> Q:
        return Q(arrival__settled_on=None) | Q(arrival__settled_on__gte=self.day)

    def carried(self) -> Rows:
        return self.fractions
