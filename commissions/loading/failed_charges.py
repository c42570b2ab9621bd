"""Charges that could not be collected. There is no file of them: they are reported one by one."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from agents.models import FailedCharge, Subscription
from agents.periods import period_number
from commissions.loading.known import rows_of
from commissions.loading.problems import quoted
from commissions.loading.reported import ADDED, REFUSED, UNCHANGED, Answer, at_once


class FailedRow(NamedTuple):
    line: int
    ref: str
    subscription: str
    period_start: date
    failed_on: date
    reason: str = ""


def take(rows: Sequence[FailedRow]) -> list[Answer]:
    """Answered in that order. Raises NightUnderWay."""
    with at_once():
        known = _known(row.ref for row in rows)
        subscriptions = _subscriptions(row.subscription for row in rows)
        new: dict[str, FailedCharge] = {}
        answers = []
        for row in rows:
            said = row[1:]
            if problems := tuple(_problems(row, known.get(row.ref), subscriptions)):
                answers.append(Answer(row.line, REFUSED, problems))
            elif row.ref in known:
                answers.append(Answer(row.line, UNCHANGED))
            else:
                known[row.ref] = said
                new[row.ref] = FailedCharge(
                    ref=row.ref,
                    subscription_id=subscriptions[row.subscription][0],
                    period_start=row.period_start,
                    failed_on=row.failed_on,
                    reason=row.reason,
                )
                answers.append(Answer(row.line, ADDED))
        FailedCharge.objects.bulk_create(new.values(), batch_size=1_000)
    return answers


def _problems(
    row: FailedRow, known: tuple | None, subscriptions: dict[str, tuple[int, date]]
) -> Iterator[str]:
    if known is not None:
        if known != row[1:]:
            yield "ref: it is known with other facts; a failed charge never changes"
    elif row.subscription not in subscriptions:
        yield f"unknown subscription {quoted(row.subscription)}"
    elif period_number(subscriptions[row.subscription][1], row.period_start) is None:
        since = subscriptions[row.subscription][1]
        yield f"period_start: no period starts on {row.period_start}; it started on {since}"


def _known(refs: Iterable[str]) -> dict[str, tuple]:
    columns = ("ref", "subscription__ref", "period_start", "failed_on", "reason")
    return {row[0]: row for row in rows_of(FailedCharge.objects.all(), "ref", refs, *columns)}


def _subscriptions(refs: Iterable[str]) -> dict[str, tuple[int, date]]:
    rows = rows_of(Subscription.objects.all(), "ref", refs, "ref", "id", "started_on")
    return {ref: (pk, started_on) for ref, pk, started_on in rows}
