"""Stored lines as arrays: those of a night, and those that refunds bear on."""

from datetime import date

import numpy as np
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from agents.models import Refund
from commissions.engine.clawback import Refunded
from commissions.engine.lines import EARNED, Lines
from commissions.nights.currencies import CurrencyNumber
from commissions.nights.facts import refunded_sums
from commissions.nights.models import Entry, Line
from mlmsite.lib import bulk

_SAME = ("charge_id", "earner_id", "kind", "level", "rank_id", "rate_ppm", "base_micro")


def read_refunded(
    known_lines: QuerySet[Line], new: QuerySet[Refund], known: QuerySet[Refund], day: date
) -> dict[str, np.ndarray]:
    """Those of the lines whose charge has one of the new refunds, with all that is known to be
    refunded; earners by their id, `currency` in numbers as in currencies.py."""
    charges = new.values("charge_id")
    lines = (
        known_lines.filter(charge_id__in=charges)
        .values(*_SAME)
        .annotate(
            earned_micro=Sum("amount_micro", filter=Q(entry=Entry.EARNED)),
            clawed_micro=Coalesce(-Sum("amount_micro", filter=Q(entry=Entry.CLAWBACK)), 0),
            charged_minor=F("charge__amount_minor"),
            number=CurrencyNumber("charge__subscription__currency"),
        )
        .order_by()
    )
    rows = bulk.read_ints(lines, *_SAME, "earned_micro", "clawed_micro", "charged_minor", "number")
    order = np.lexsort((rows["kind"], rows["earner_id"], rows["charge_id"]))
    rows = {name: values[order] for name, values in rows.items()}
    rows["earner"] = rows.pop("earner_id")
    rows["charge"] = rows.pop("charge_id")
    rows["amount_micro"] = rows.pop("earned_micro")
    rows["rank"] = rows.pop("rank_id")
    rows["currency"] = rows.pop("number")
    rows["refunded_minor"] = np.zeros(0, np.int64)
    if len(order):
        sums = refunded_sums(known.filter(charge_id__in=charges, refunded_on__lte=day))
        by_charge = np.argsort(sums["charge_id"])
        at = by_charge[np.searchsorted(sums["charge_id"], rows["charge"], sorter=by_charge)]
        rows["refunded_minor"] = sums["refunded"][at]
    return rows


def read_lines(day: date) -> dict[str, np.ndarray]:
    """A night's lines in their stored order: the columns of write.columns, earners by their id, and
    `currency`, numbers as in currencies.py."""
    stored = ("earner_id", "charge_id", "kind", "entry", "level", "rank_id", "rate_ppm")
    rows = bulk.read_ints(
        Line.objects.filter(run=day).annotate(
            number=CurrencyNumber("charge__subscription__currency")
        ),
        *(*stored, "base_micro", "amount_micro", "number"),
    )
    order = np.lexsort((rows["entry"], rows["kind"], rows["charge_id"], rows["earner_id"]))
    columns = {name.removesuffix("_id"): values[order] for name, values in rows.items()}
    columns["currency"] = columns.pop("number")
    return columns


def as_refunded(rows: dict[str, np.ndarray], currencies: np.ndarray) -> Refunded:
    columns = dict(rows)
    clawed = columns.pop("clawed_micro")
    charged = columns.pop("charged_minor")
    refunded = columns.pop("refunded_minor")
    columns["currency"] = np.searchsorted(currencies, rows["currency"])
    return Refunded(Lines.of(len(clawed), entry=EARNED, **columns), refunded, charged, clawed)
