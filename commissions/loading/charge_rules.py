"""Which charges can be loaded: pure, from the file's cells and what is known."""

import re
from collections.abc import Iterator, Mapping

from agents.periods import period_number, period_start
from commissions.loading import fields
from commissions.loading.charges import ChargeCells, ChargeRow, Period
from commissions.loading.fields import BadField
from commissions.loading.outcome import Outcome
from commissions.loading.problems import quoted
from commissions.loading.rows import Table
from commissions.loading.subscriptions import NO_END, SubscriptionRow

_ADVICE = "a charge never changes: refund it, or leave it as loaded"
_FIXED: tuple[str, ...] = ("subscription", "period_start", "paid_on")
_FIXED += ("amount_minor", "commissionable_minor", "volume")
# What billing calls the charges that it raises.
_RAISED = re.compile(r".*@[0-9]{4}-[0-9]{2}-[0-9]{2}")


def check(
    table: Table[ChargeCells],
    known: Mapping[str, ChargeRow],
    *,
    subscriptions: Mapping[str, SubscriptionRow],
    subscriptions_file: Table,
    charged: Mapping[Period, str],
) -> Outcome[ChargeRow]:
    outcome: Outcome[ChargeRow] = Outcome(table, known)
    lines: dict[Period, int] = {}
    for cells in table.rows:
        loaded = known.get(cells.ref)
        subscription = subscriptions.get(cells.subscription)
        if loaded:
            if row := _complete(cells, loaded, outcome):
                outcome.settle(row, loaded, fixed=_FIXED, free=(), advice=_ADVICE)
        elif subscription:
            wrong = list(_misplaced(cells, subscription, charged, lines))
            for text in wrong:
                outcome.refuse(cells.line, text)
            row = _complete(cells, _unsaid(cells, subscription), outcome)
            if row and not wrong:
                outcome.new.append(row)
        elif not subscriptions_file.mentions(cells.subscription):
            outcome.refuse(cells.line, f"unknown subscription {quoted(cells.subscription)}")
    return outcome


def _unsaid(cells: ChargeCells, subscription: SubscriptionRow) -> ChargeRow:
    """The charge as it is where its line leaves out all that it may."""
    started_on = subscription.started_on
    k = period_number(started_on, cells.period_start) or 0
    return ChargeRow(
        line=cells.line,
        ref=cells.ref,
        subscription=cells.subscription,
        currency=subscription.currency,
        period_start=cells.period_start,
        period_end=period_start(started_on, k + 1),
        paid_on=cells.paid_on,
        amount_minor=subscription.price_minor,
        commissionable_minor=subscription.commissionable_minor,
        volume=subscription.volume,
    )


def _complete(
    cells: ChargeCells, unsaid: ChargeRow, outcome: Outcome[ChargeRow]
) -> ChargeRow | None:
    """What the line says, and for the rest `unsaid`; None where an amount is bad."""
    said = {
        name: value
        for name in ("line", "subscription", "period_start", "paid_on", "volume")
        if (value := getattr(cells, name)) is not None
    }
    bad = False
    for column in ("amount", "commissionable"):
        try:
            if (text := getattr(cells, column)) is not None:
                said[f"{column}_minor"] = fields.amount(text, unsaid.currency)
        except BadField as e:
            outcome.refuse(cells.line, f"{column}: {e}")
            bad = True
    return None if bad else unsaid._replace(**said)


def _misplaced(
    cells: ChargeCells,
    subscription: SubscriptionRow,
    charged: Mapping[Period, str],
    lines: dict[Period, int],
) -> Iterator[str]:
    """Why the charge can't be one of its subscription's; notes its period's line in `lines`."""
    ref, start = subscription.ref, cells.period_start
    if period_number(subscription.started_on, start) is None:
        since = subscription.started_on
        yield f"period_start: no period of {ref} starts on {start}; it started on {since}"
    if start >= (subscription.ended_on or NO_END):
        yield f"period_start: {ref} ends on {subscription.ended_on}; {start} is not before that"
    if raised := charged.get((ref, start)):
        yield f"period_start: {ref} is charged for {start} already, as {raised}"
    elif (line := lines.setdefault((ref, start), cells.line)) != cells.line:
        yield f"period_start: {ref} is charged for {start} in line {line} already"
    if _RAISED.fullmatch(cells.ref) and cells.ref != f"{ref}@{start}":
        yield f"ref: billing gives that name to another charge; for this one it is {ref}@{start}"
