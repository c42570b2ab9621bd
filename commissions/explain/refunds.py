"""Why a line was clawed back, and how much of it."""

from dataclasses import dataclass

import numpy as np
from django.db.models import Sum

from agents.models import Charge, Refund
from commissions.engine.clawback import Refunded, owed
from commissions.engine.lines import EARNED, Lines
from commissions.explain.walk import Disagrees
from commissions.nights.models import Entry, Line


@dataclass(frozen=True)
class Clawback:
    """`refunds` are those that the night knew of; `total_micro` is what they take back of the
    original in all, `before_micro` what earlier nights had taken (both >= 0)."""

    original: Line
    refunds: list[Refund]
    charged_minor: int
    total_micro: int
    before_micro: int

    @property
    def refunded_minor(self) -> int:
        return sum(refund.amount_minor for refund in self.refunds)


def clawback(line: Line) -> Clawback:
    """Of a clawback line. Raises Disagrees where the refunds don't come to it."""
    charge: Charge = line.charge
    same = Line.objects.filter(charge=charge, earner=line.earner_id, kind=line.kind)
    original = same.select_related("rank").get(entry=Entry.EARNED)
    earlier = same.filter(entry=Entry.CLAWBACK, run__lt=line.run_id)
    before = -(earlier.aggregate(sum=Sum("amount_micro"))["sum"] or 0)
    refunds = charge.refunds.filter(
        refunded_on__lte=line.run_id, arrival__first_night__lte=line.run_id
    )
    told = Clawback(
        original=original,
        refunds=list(refunds.order_by("refunded_on", "id")),
        charged_minor=charge.amount_minor,
        total_micro=before - line.amount_micro,
        before_micro=before,
    )
    tonight = int(owed(_refunded(told))[0])
    if tonight != -line.amount_micro:
        raise Disagrees(f"{line}: its refunds come to {tonight} millionths.")
    return told


def _refunded(told: Clawback) -> Refunded:
    unused = ("charge", "earner", "kind", "level", "rank", "rate_ppm", "base_micro", "currency")
    amount = told.original.amount_micro
    return Refunded(
        Lines.of(1, **dict.fromkeys(unused, 0), entry=EARNED, amount_micro=amount),
        np.array([told.refunded_minor], np.int64),
        np.array([told.charged_minor], np.int64),
        np.array([told.before_micro], np.int64),
    )
