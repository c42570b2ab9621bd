"""Which facts a night looks at, beyond those that its date decides: what no night has seen yet, or,
for a night computed again, what it took then."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.db.models import QuerySet

from agents.models import Charge, Refund
from commissions.nights.models import CommissionedCharge


class Source(Protocol):
    def due(self, day: date) -> QuerySet[Charge]: ...

    def refunds(self, day: date) -> QuerySet[Refund]: ...


@dataclass(frozen=True)
class Tonight:
    """What no night has seen yet is in the arrivals that are not settled."""

    go_live: date

    def due(self, day: date) -> QuerySet[Charge]:
        return Charge.objects.filter(
            arrival__settled_on=None,
            paid_on__lte=day,
            period_start__gte=self.go_live,
            commissioned=None,
        )

    def refunds(self, day: date) -> QuerySet[Refund]:
        return Refund.objects.filter(arrival__settled_on=None, refunded_on__lte=day)


class Replay:
    """What a night that was run did take."""

    def due(self, day: date) -> QuerySet[Charge]:
        taken = CommissionedCharge.objects.filter(run=day)
        return Charge.objects.filter(id__in=taken.values("charge_id"))

    def refunds(self, day: date) -> QuerySet[Refund]:
        return Refund.objects.filter(refunded_on__lte=day)
