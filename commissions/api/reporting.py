"""What billing systems report: one at a time, or up to 10,000 in a call, answered row by row.

Refs are the reporting system's own, and make a report safe to repeat: known with the same facts, a
row is `unchanged`. The rules are those of the files (commissions/loading).
"""

from collections.abc import Callable, Iterator, Sequence
from types import ModuleType
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agents.api import sales
from agents.programs.resource import Resource
from commissions.api.rows import (
    MOST,
    STATES,
    CancellationIn,
    CancellationOf,
    ChargeIn,
    CustomerIn,
    FailedChargeIn,
    RefundIn,
    RowsOut,
    SubscriptionIn,
)
from commissions.loading import (
    charges,
    customers,
    failed_charges,
    known,
    refunds,
    reported,
    subscriptions,
)
from commissions.loading.reported import Answer, NightUnderWay
from mlmsite.lib import clock
from mlmsite.lib.money import BadMoney, decimals
from mlmsite.lib.rest import ids, problems, versions


class Busy(problems.Refused):
    status_code = 503
    default_code = "night_under_way"


class Report(Resource):
    """A list that is also reported to: `row_serializer` says what a row is, `take` takes them."""

    staff_writes = True
    row_serializer: type[serializers.Serializer]
    key = "ref"

    def take(self, rows: Sequence[dict]) -> list[Answer]:
        raise NotImplementedError

    def impossible(self, row: dict) -> Iterator[str]:
        """What no file could say either."""
        for name in ("ref", "agent", "customer", "subscription", "charge"):
            if not row.get(name, "").isprintable():
                yield f"{name}: it has characters that can't be seen"

    def create(self, request: Request) -> Response:
        """Report one. 201 where it is new, 200 where it was known."""
        told = self.row_serializer(data=request.data)
        told.is_valid(raise_exception=True)
        return self._one(told.validated_data)

    @action(detail=False, methods=["post"], pagination_class=None, filter_backends=[])
    def bulk(self, request: Request) -> Response:
        """Report up to 10,000. A row that is refused keeps no other from being taken."""
        rows = request.data.get("rows") if isinstance(request.data, dict) else None
        if not isinstance(rows, list) or len(rows) > MOST:
            raise serializers.ValidationError({"rows": [f"A list of up to {MOST:,} rows."]})
        good, answers = [], []
        for line, row in enumerate(rows):
            told = self.row_serializer(data=row)
            if told.is_valid():
                good.append(told.validated_data | {"line": line})
            else:
                wrong = (f"{e['field']}: {e['detail']}" for e in _of(told.errors))
                answers.append(Answer(line, reported.REFUSED, tuple(wrong)))
        answers = sorted(answers + self._taken(good), key=lambda answer: answer.line)
        results = self._results(rows, answers)
        counts = {state: sum(r["state"] == state for r in results) for state in STATES}
        return Response(counts | {"results": results})

    def _one(self, row: dict) -> Response:
        [answer] = self._taken([row | {"line": 0}])
        if answer.state == reported.REFUSED:
            raise _refused(answer.problems)
        data = self.shown(self.get_queryset().get(ref=row[self.key]))
        headers = {"ETag": versions.etag(data)}
        return Response(data, 201 if answer.state == reported.ADDED else 200, headers=headers)

    def _taken(self, rows: Sequence[dict]) -> list[Answer]:
        refused = [
            Answer(row["line"], reported.REFUSED, wrong)
            for row in rows
            if (wrong := tuple(self.impossible(row)))
        ]
        lines = {answer.line for answer in refused}
        rest = [row for row in rows if row["line"] not in lines]
        try:
            taken = self.take(rest) if rest else []
            return sorted(refused + taken, key=lambda answer: answer.line)
        except NightUnderWay as e:
            raise Busy(str(e)) from e

    def _results(self, rows: Sequence[Any], answers: Sequence[Answer]) -> list[dict]:
        refs = [_text(row, self.key) for row in rows]
        kept = [ref for ref, a in zip(refs, answers, strict=True) if a.state != reported.REFUSED]
        rows_there = known.rows_of(self.rows().model.objects.all(), "ref", kept, "ref", "pk")
        public = {ref: ids.shown(self.prefix, pk) for ref, pk in rows_there}
        return [
            {
                "row": answer.line,
                "ref": ref,
                "state": answer.state,
                "id": public[ref] if answer.state != reported.REFUSED else None,
                "problems": list(answer.problems),
            }
            for ref, answer in zip(refs, answers, strict=True)
        ]


def _refused(texts: Sequence[str]) -> problems.Unacceptable:
    by_field: dict[str, list[str]] = {}
    for text in texts:
        field, colon, rest = text.partition(": ")
        place = field if colon and field.isidentifier() else "non_field_errors"
        by_field.setdefault(place, []).append(rest if place == field else text)
    return problems.Unacceptable(by_field, "refused")


def _text(row: Any, key: str) -> str | None:
    value = row.get(key) if isinstance(row, dict) else None
    return value if isinstance(value, str) else None


def _of(errors: Any) -> list[dict]:
    return problems.of(serializers.ValidationError(errors))["errors"]


def _take(
    file: ModuleType, row_of: Callable[[dict], Any]
) -> Callable[[Report, Sequence[dict]], list[Answer]]:
    def take(self: Report, rows: Sequence[dict]) -> list[Answer]:
        return reported.take(
            file,
            [row_of(row) for row in rows],
            source=f"reported by {self.request.auth or self.request.user}",
            today=clock.today(),
            now=timezone.now(),
        )

    return take


def _subscription(row: dict) -> subscriptions.SubscriptionRow:
    ended = {"ended_on": row["ended_on"] or subscriptions.NO_END} if "ended_on" in row else {}
    return subscriptions.SubscriptionRow(**row | ended)


def _charge(row: dict) -> charges.ChargeCells:
    renamed = {
        "amount": row.get("amount_minor"),
        "commissionable": row.get("commissionable_minor"),
        "volume": row.get("volume"),
    }
    same = ("line", "ref", "subscription", "period_start", "paid_on")
    return charges.ChargeCells(**renamed, **{name: row[name] for name in same})


def _refund(row: dict) -> refunds.RefundCells:
    return refunds.RefundCells(
        row["line"], row["ref"], row["charge"], row["amount_minor"], row["refunded_on"]
    )


def _rows_of(one: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """The body of a bulk call."""
    fields = {
        "rows": one(many=True, max_length=MOST),
        "__doc__": f"Up to {MOST:,} of them.",
    }
    return type(f"{one.__name__}Rows", (serializers.Serializer,), fields)


def _described(view: type[Report]) -> type[Report]:
    one, shown = view.row_serializer, view.serializer_class
    return extend_schema_view(
        create=extend_schema(request=one, responses={200: shown, 201: shown}),
        bulk=extend_schema(request=_rows_of(one), responses={200: RowsOut}),
    )(view)


@_described
class Customers(Report, sales.Customers):
    row_serializer = CustomerIn
    take = _take(customers, lambda row: customers.CustomerRow(**row))


@_described
class Subscriptions(Report, sales.Subscriptions):
    row_serializer = SubscriptionIn

    take = _take(subscriptions, _subscription)

    def impossible(self, row: dict) -> Iterator[str]:
        yield from super().impossible(row)
        try:
            decimals(row["currency"])
        except BadMoney as e:
            yield f"currency: {e}"
        if row.get("ended_on") and row["ended_on"] < row["started_on"]:
            yield f"ended_on: it is before the start, {row['started_on']}"

    @extend_schema(request=CancellationIn, responses=sales.SubscriptionOut)
    @action(detail=True, methods=["post"], pagination_class=None, filter_backends=[])
    def cancel(self, request: Request, **kwargs: str) -> Response:
        """It ends on a day, from which on no period starts; null takes the end back."""
        loaded = self.get_object()
        told = CancellationIn(data=request.data)
        told.is_valid(raise_exception=True)
        answer = _cancelled(self, [told.validated_data | {"line": 0, "subscription": loaded.ref}])
        if answer[0].state == reported.REFUSED:
            raise _refused(answer[0].problems)
        data = self.shown(self.get_object())
        return Response(data, headers={"ETag": versions.etag(data)})


@_described
class Charges(Report, sales.Charges):
    row_serializer = ChargeIn
    take = _take(charges, _charge)


@_described
class Refunds(Report, sales.Refunds):
    row_serializer = RefundIn
    take = _take(refunds, _refund)


@_described
class FailedCharges(Report, sales.FailedCharges):
    row_serializer = FailedChargeIn

    def take(self, rows: Sequence[dict]) -> list[Answer]:
        return failed_charges.take([failed_charges.FailedRow(**row) for row in rows])


@extend_schema_view(bulk=extend_schema(request=_rows_of(CancellationOf), responses={200: RowsOut}))
class Cancellations(Report, sales.Subscriptions):
    """Only in bulk: a single subscription has `cancel`."""

    row_serializer, key = CancellationOf, "subscription"

    def take(self, rows: Sequence[dict]) -> list[Answer]:
        return _cancelled(self, rows)


def _cancelled(view: Report, rows: Sequence[dict]) -> list[Answer]:
    loaded = subscriptions.known(row["subscription"] for row in rows)
    ending, answers = [], []
    for row in rows:
        before, ended_on = loaded.get(row["subscription"]), row["ended_on"]
        if before is None:
            answers.append(Answer(row["line"], reported.REFUSED, ("unknown subscription",)))
        elif ended_on and ended_on < before.started_on:
            early = f"ended_on: it is before the start, {before.started_on}"
            answers.append(Answer(row["line"], reported.REFUSED, (early,)))
        else:
            end = ended_on or subscriptions.NO_END
            ending.append(before._replace(line=row["line"], ended_on=end))
    if ending:
        answers += _take(subscriptions, lambda row: row)(view, ending)
    return sorted(answers, key=lambda answer: answer.line)
