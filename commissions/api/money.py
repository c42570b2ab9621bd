"""What was paid and why: nights, lines, transfers, balances, statements, payouts and batches."""

from datetime import date

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from agents import access
from agents.api.filters import Filters, IdFilter, Text, days
from agents.programs.resource import Resource
from commissions.api.agents import OfAgent
from commissions.ledger.balances import balances
from commissions.ledger.models import Account, Transfer
from commissions.nights.models import KINDS, Entry, Kind, Line, Run
from commissions.payouts.models import Batch, Item, Rail
from commissions.statements.index import months_of
from commissions.statements.month import NoStatement, statement
from mlmsite.lib import clock
from mlmsite.lib.rest import ids, problems
from mlmsite.lib.rest.shaping import Related, Shaped


class RunOut(Shaped, serializers.ModelSerializer):
    """A night, done. `totals` are exact, in millionths of a minor unit, as text."""

    night = serializers.DateField(source="posted_on", read_only=True)
    plan = serializers.CharField(source="plan.name", read_only=True)
    counts = serializers.DictField(child=serializers.IntegerField(), read_only=True)
    totals = serializers.JSONField(read_only=True)

    class Meta:
        model = Run
        fields = (
            *("night", "plan", "started_at", "finished_at", "counts", "totals"),
            *("inputs_sha256", "lines_sha256"),
        )
        read_only_fields = fields


class LineOut(Shaped, serializers.ModelSerializer):
    """One commission, exact to a millionth of the minor unit; below 0 where it claws back."""

    id = ids.field("lin")(source="pk", read_only=True)
    night = serializers.DateField(source="run_id", read_only=True)
    earner = Related("agt")
    charge = Related("chg")
    entry = serializers.ChoiceField(
        choices=[entry.label for entry in Entry], source="get_entry_display", read_only=True
    )
    kind = serializers.ChoiceField(choices=KINDS, source="get_kind_display", read_only=True)
    rank = serializers.CharField(source="rank.name", read_only=True)
    currency = serializers.CharField(source="charge.subscription.currency", read_only=True)

    class Meta:
        model = Line
        fields = (
            *("id", "night", "earner", "charge", "entry", "kind", "level", "rank", "rate_ppm"),
            *("base_micro", "amount_micro", "currency"),
        )
        read_only_fields = fields


class TransferOut(Shaped, serializers.ModelSerializer):
    """A whole number of minor units from the account it debits to the account it credits."""

    id = ids.field("trf")(source="pk", read_only=True)
    debit = serializers.CharField(source="debit.name", read_only=True)
    credit = serializers.CharField(source="credit.name", read_only=True)

    class Meta:
        model = Transfer
        fields = (
            *("id", "key", "posted_on", "kind", "debit", "credit", "amount_minor", "currency"),
        )
        read_only_fields = fields


class BalanceOut(serializers.Serializer):
    """In minor units. What is available may be below 0; later earnings make it good."""

    currency = serializers.CharField()
    balance_minor = serializers.IntegerField()
    held_minor = serializers.IntegerField()
    available_minor = serializers.IntegerField()
    first_free_on = serializers.DateField(allow_null=True)
    all_free_on = serializers.DateField(allow_null=True)


class EntryOut(serializers.Serializer):
    posted_on = serializers.DateField()
    what = serializers.CharField()
    key = serializers.CharField()
    amount_minor = serializers.IntegerField()
    balance_minor = serializers.IntegerField()


class StatementOut(serializers.Serializer):
    """A month of an account. `final`: nothing is posted into it any more."""

    number = serializers.CharField()
    month = serializers.DateField()
    currency = serializers.CharField()
    opening_minor = serializers.IntegerField()
    entries = EntryOut(many=True)
    closing_minor = serializers.IntegerField()
    final = serializers.BooleanField()


class MonthOut(serializers.Serializer):
    """A statement that there is, with what it begins and ends with."""

    number = serializers.CharField()
    month = serializers.DateField()
    currency = serializers.CharField()
    opening_minor = serializers.IntegerField()
    closing_minor = serializers.IntegerField()
    final = serializers.BooleanField()


class PayoutOut(Shaped, serializers.ModelSerializer):
    """One agent's money in a batch. `account` is what of it may be seen."""

    id = ids.field("pay")(source="pk", read_only=True)
    ref = serializers.CharField(read_only=True)
    batch = Related("bat")
    agent = Related("agt")
    rail = serializers.ChoiceField(choices=Rail.choices, source="method.rail", read_only=True)
    account = serializers.CharField(source="method.masked", read_only=True)

    class Meta:
        model = Item
        fields = (
            *("id", "ref", "batch", "agent", "rail", "account", "amount_minor", "currency"),
            *("state", "paid_on", "ended_on", "code", "words"),
        )
        read_only_fields = fields


class BatchOut(Shaped, serializers.ModelSerializer):
    """What is paid together: one currency, one rail, one file."""

    id = ids.field("bat")(source="pk", read_only=True)
    ref = serializers.CharField(read_only=True)
    count = serializers.IntegerField(read_only=True)
    total_minor = serializers.IntegerField(read_only=True)

    class Meta:
        model = Batch
        fields = (
            *("id", "ref", "rail", "currency", "pay_on", "state", "count", "total_minor"),
            *("made_at", "submitted_at", "sent_at", "settled_at", "rejected_at"),
            *("approvals_needed", "items_sha256", "file_sha256"),
        )
        read_only_fields = fields


class LineFilter(Filters):
    """Lines are kept by night: which one has to be said, or whose charge."""

    always = True

    night = filters.DateFilter("run")
    charge = IdFilter("chg", "charge")
    earner = IdFilter("agt", "earner")
    kind = filters.ChoiceFilter(choices=KINDS)
    entry = filters.ChoiceFilter(choices=[(entry.label, entry.label) for entry in Entry])

    def filter_queryset(self, rows: QuerySet) -> QuerySet:
        said = self.form.cleaned_data
        if not said["night"] and not said["charge"]:
            raise problems.Unacceptable({"night": ["Say which night, or which charge."]})
        kinds = {str(kind.label): kind.value for kind in Kind}
        entries = {entry.label: entry.value for entry in Entry}
        said["kind"] = kinds.get(said["kind"], "")
        said["entry"] = entries.get(said["entry"], "")
        return super().filter_queryset(rows)


class TransferFilter(Filters):
    kind = filters.ChoiceFilter(choices=Transfer.Kind.choices)
    currency = Text()
    posted_on_from, posted_on_to = days("posted_on").values()
    agent = IdFilter("agt", "agent", method="of_agent")

    def of_agent(self, rows: QuerySet, _name: str, pk: int) -> QuerySet:
        return rows.filter(_touches(Account.objects.filter(agent=pk)))


class PayoutFilter(Filters):
    agent = IdFilter("agt", "agent")
    batch = IdFilter("bat", "batch")
    state = filters.ChoiceFilter(choices=Item.State.choices)
    currency = Text()


class BatchFilter(Filters):
    state = filters.ChoiceFilter(choices=Batch.State.choices)
    rail = filters.ChoiceFilter(choices=Rail.choices)
    currency = Text()


class Runs(Resource):
    area, tag, staff_only = "money", "runs", True
    serializer_class = RunOut
    orders = {"night": "pk"}

    def rows(self) -> QuerySet[Run]:
        return Run.objects.select_related("plan")


class Lines(Resource):
    prefix, area, tag = "lin", "money", "lines"
    serializer_class, filterset_class = LineOut, LineFilter
    orders = {"id": "pk"}

    def rows(self) -> QuerySet[Line]:
        rows = Line.objects.select_related("rank", "charge__subscription")
        return access.own(self.request.user, rows, "earner")


class Transfers(Resource):
    prefix, area, tag = "trf", "money", "transfers"
    serializer_class, filterset_class = TransferOut, TransferFilter
    orders = {"id": "pk"}

    def rows(self) -> QuerySet[Transfer]:
        rows = Transfer.objects.select_related("debit", "credit")
        if self.request.user.is_staff:
            return rows
        return rows.filter(_touches(Account.objects.filter(agent=access.me(self.request.user))))


class Payouts(Resource):
    prefix, area, tag = "pay", "money", "payouts"
    serializer_class, filterset_class = PayoutOut, PayoutFilter

    def rows(self) -> QuerySet[Item]:
        rows = Item.objects.select_related("method", "batch")
        if self.request.user.is_staff:
            return rows
        # As on the pages: drafts, and what was taken out again, were nobody's money yet.
        mine = rows.filter(agent=access.me(self.request.user)).exclude(state=Item.State.REMOVED)
        return mine.exclude(batch__state=Batch.State.DRAFT)


class Batches(Resource):
    prefix, area, tag, staff_only = "bat", "money", "payouts", True
    serializer_class, filterset_class = BatchOut, BatchFilter

    def rows(self) -> QuerySet[Batch]:
        return Batch.objects.with_totals()


class Balances(OfAgent):
    area, tag = "money", "balances"

    @extend_schema(responses=BalanceOut(many=True))
    def retrieve(self, request: Request, **kwargs: str) -> Response:
        """One for each currency in which something was posted."""
        found = balances(self.agent(), on=clock.today())
        return Response(BalanceOut(found, many=True).data)


class Statements(OfAgent):
    area, tag = "money", "statements"

    @extend_schema(responses=MonthOut(many=True))
    def months(self, request: Request, **kwargs: str) -> Response:
        """Those that there are, the newest first."""
        found = months_of(self.agent(), today=clock.today())
        return Response(MonthOut(found, many=True).data)

    @extend_schema(
        responses=StatementOut,
        parameters=[
            OpenApiParameter("month", str, OpenApiParameter.PATH, description="Like 2026-10."),
            OpenApiParameter("currency", str, OpenApiParameter.PATH, description="Like USD."),
        ],
    )
    def retrieve(self, request: Request, month: date, currency: str, **kwargs: str) -> Response:
        """A month of the account in a currency, with the balance after each entry."""
        agent = self.agent()
        try:
            found = statement(agent, month=month, currency=currency, today=clock.today())
        except NoStatement as e:
            raise NotFound(str(e)) from e
        return Response(StatementOut(found).data)


def _touches(accounts: QuerySet[Account]) -> Q:
    own = list(accounts.values_list("pk", flat=True))
    return Q(credit__in=own) | Q(debit__in=own)
