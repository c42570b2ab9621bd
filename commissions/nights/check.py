"""Do the nights' rows agree with one another, with the ledger, and with the network?"""

from collections.abc import Callable, Iterator
from datetime import timedelta

import numpy as np
from django.db.models import Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Abs

from agents.models import Agent, Charge, Refund
from commissions.engine.clawback import RefundsDisagree, owed
from commissions.engine.posting import HALF
from commissions.engine.rounding import MICRO
from commissions.ledger.models import Transfer
from commissions.nights import currencies, fingerprint, stored, totals
from commissions.nights.currencies import CurrencyNumber
from commissions.nights.models import Carry, CommissionedCharge, Entry, Line, Run
from commissions.plans import versions
from commissions.plans.models import Rank
from mlmsite.lib import bulk

Progress = Callable[[str, int, int], None]


def runs() -> Iterator[str]:
    """Every night since go-live has run, each with the plan that was in force."""
    expected = versions.go_live()
    for run in Run.objects.order_by("posted_on"):
        while expected is not None and expected < run.posted_on:
            yield f"runs: the night of {expected} is missing"
            expected += timedelta(days=1)
        if run.plan != versions.in_force(run.posted_on):
            yield f"runs: the night of {run.posted_on} used {run.plan}, which was not in force"
        expected = run.posted_on + timedelta(days=1)


def charges() -> Iterator[str]:
    """No charge is refunded beyond its amount, and none that was due was left out."""
    over = Charge.objects.annotate(refunded=Sum("refunds__amount_minor"))
    for ref in over.filter(refunded__gt=F("amount_minor")).values_list("ref", flat=True):
        yield f"charges: {ref} is refunded beyond its amount"
    last = Run.objects.order_by("posted_on").last()
    if last is None:
        return
    missed = Charge.objects.filter(
        commissioned=None,
        period_start__gte=versions.go_live(),
        paid_on__lte=last.posted_on,
        arrival__settled_on__lte=last.posted_on,
    ).annotate(
        refunded=Sum("refunds__amount_minor", filter=Q(refunds__refunded_on__lte=last.posted_on))
    )
    for ref in missed.exclude(
        amount_minor__gt=0, refunded__isnull=False, refunded__gte=F("amount_minor")
    ).values_list("ref", flat=True):
        yield f"charges: {ref} was due and no night has commissioned it"


def orphans() -> Iterator[str]:
    """What the database's foreign keys would say, had the lines any."""
    for model, column, target in (
        (Line, "run_id", Run),
        (Line, "earner_id", Agent),
        (Line, "rank_id", Rank),
        (Line, "charge_id", CommissionedCharge),
        (CommissionedCharge, "run_id", Run),
        (CommissionedCharge, "charge_id", Charge),
        (Carry, "agent_id", Agent),
    ):
        there = target.objects.filter(pk=OuterRef(column))
        for pk in model.objects.filter(~Exists(there)).values_list("pk", flat=True):
            name = target._meta.verbose_name
            yield f"lines: {model._meta.verbose_name} {pk} is of a {name} that isn't there"
    nights = Transfer.objects.filter(kind__in=["earned", "clawback"])
    run = Run.objects.filter(posted_on=OuterRef("posted_on"))
    for key in nights.filter(~Exists(run)).values_list("key", flat=True):
        yield f"ledger: {key} is of a night that has not run"


def clawbacks() -> Iterator[str]:
    """What was clawed back is what the refunds say that the nights have seen."""
    last = Run.objects.order_by("posted_on").last()
    if last is None:
        return
    seen = Refund.objects.filter(refunded_on__lte=last.posted_on).filter(
        arrival__settled_on__lte=last.posted_on
    )
    after = last.posted_on + timedelta(days=1)
    rows = stored.read_refunded(Line.objects.all(), seen, Refund.objects.all(), after)
    found = stored.as_refunded(rows, np.unique(rows["currency"]))
    try:
        owing = owed(found)
    except RefundsDisagree as e:
        yield f"lines: {e}"
        return
    for at in np.flatnonzero(owing).tolist():
        yield f"lines: the charge {found.lines.charge[at]} is not clawed back as its refunds say"


def postings() -> Iterator[str]:
    """For each agent, currency and entry: the ledger is the lines' sum, half up, and what is
    carried is the rest."""
    exact, fraction = _sums_of_lines()
    posted = _transfers()
    carried = _carried()
    for key in sorted(exact.keys() | posted.keys() | carried.keys()):
        amount = exact.get(key, 0)
        said = f"agent {key[0]}, {currencies.code(key[1])}, {Entry(key[2]).label}"
        if posted.get(key, 0) != amount + (fraction.get(key, 0) >= HALF):
            yield f"ledger: {said}: the transfers are {posted.get(key, 0)}, the lines come to " + (
                f"{amount}.{fraction.get(key, 0):06d} minor units"
            )
        if carried.get(key, 0) != fraction.get(key, 0):
            yield f"ledger: {said}: {carried.get(key, 0)} millionths are carried, " + (
                f"the lines leave {fraction.get(key, 0)}"
            )


Key = tuple[int, int, int]


def _sums_of_lines() -> tuple[dict[Key, int], dict[Key, int]]:
    """Whole minor units and the millionths beyond them. Summed apart: 64 bits don't hold both."""
    rows = bulk.read_ints(
        Line.objects.annotate(number=CurrencyNumber("charge__subscription__currency"))
        .values("earner_id", "number", "entry")
        .annotate(whole=Sum(Abs("amount_micro") / MICRO), rest=Sum(Abs("amount_micro") % MICRO))
        .order_by(),
        *("earner_id", "number", "entry", "whole", "rest"),
    )
    whole = rows["whole"] + rows["rest"] // MICRO
    keys = _keys(rows["earner_id"], rows["number"], rows["entry"])
    return (
        dict(zip(keys, whole.tolist(), strict=True)),
        dict(zip(keys, (rows["rest"] % MICRO).tolist(), strict=True)),
    )


def _keys(*columns: np.ndarray) -> list[Key]:
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _transfers() -> dict[Key, int]:
    posted: dict[Key, int] = {}
    for entry, side in ((Entry.EARNED, "credit"), (Entry.CLAWBACK, "debit")):
        rows = bulk.read_ints(
            Transfer.objects.filter(kind=entry.label)
            .annotate(number=CurrencyNumber("currency"))
            .values(f"{side}__agent_id", "number")
            .annotate(total=Sum("amount_minor"))
            .order_by(),
            *(f"{side}__agent_id", "number", "total"),
        )
        entries = np.full(len(rows["total"]), entry.value)
        keys = _keys(rows[f"{side}__agent_id"], rows["number"], entries)
        posted |= zip(keys, rows["total"].tolist(), strict=True)
    return posted


def _carried() -> dict[Key, int]:
    rows = bulk.read_ints(
        Carry.objects.annotate(number=CurrencyNumber("currency")),
        *("agent_id", "number", "entry", "fraction_micro"),
    )
    keys = _keys(rows["agent_id"], rows["number"], rows["entry"])
    return dict(zip(keys, rows["fraction_micro"].tolist(), strict=True))


def fingerprints(progress: Progress | None = None) -> Iterator[str]:
    """Each night's lines are the ones that it wrote."""
    nights = Run.objects.order_by("posted_on")
    for done, run in enumerate(nights):
        if progress:
            progress("fingerprints", done, len(nights))
        columns = stored.read_lines(run.posted_on)
        if fingerprint.of_lines(columns) != run.lines_sha256:
            yield f"lines: those of {run.posted_on} are not the ones that the night wrote"
        if totals.of_lines(columns) != run.totals:
            yield f"runs: the totals of {run.posted_on} are not those of its lines"
        found = {
            "lines": len(columns["charge"]),
            "commissioned_charges": run.commissioned_charges.count(),
        }
        if found != {name: run.counts[name] for name in found}:
            yield f"runs: the counts of {run.posted_on} are not those of its rows"
