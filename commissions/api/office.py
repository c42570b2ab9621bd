"""For administrators: plans, adjustments, holds."""

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agents import access
from agents.api.agents import named
from agents.api.filters import Filters, IdFilter, YesNo
from agents.programs.resource import Resource
from commissions.adjustments.adjust import AdjustmentRefused, adjust
from commissions.adjustments.models import Adjustment
from commissions.api.desk import RankOut
from commissions.payouts import holds
from commissions.payouts.models import Hold
from commissions.plans.models import Plan
from mlmsite.lib import clock
from mlmsite.lib.money import MAX_MINOR, BadMoney, decimals
from mlmsite.lib.rest import ids, problems, strict
from mlmsite.lib.rest.shaping import Related, Shaped


class PlanOut(Shaped, serializers.ModelSerializer):
    """A version of the compensation plan, in force from its day on."""

    id = ids.field("pln")(source="pk", read_only=True)
    ranks = RankOut(many=True, read_only=True)

    class Meta:
        model = Plan
        fields = (
            *("id", "name", "effective_from", "active_volume", "active_customers"),
            *("compression", "downline_basis", "own_accounts_pay", "residual_requires_active"),
            *("hold_days", "ranks"),
        )
        read_only_fields = fields


class AdjustmentOut(Shaped, serializers.ModelSerializer):
    """Above 0 for the agent, below 0 from it. Proposed ones wait for a second person."""

    id = ids.field("adj")(source="pk", read_only=True)
    ref = serializers.CharField(read_only=True)
    agent = Related("agt")

    class Meta:
        model = Adjustment
        fields = (
            *("id", "ref", "agent", "kind", "amount_minor", "currency", "reason", "state"),
            *("needs_second", "made_at", "decided_at", "reversed_at", "reversed_because"),
        )
        read_only_fields = fields


def _currency(text: str) -> None:
    try:
        decimals(text)
    except BadMoney as e:
        raise problems.Unacceptable({"currency": [str(e)]}) from e


class AdjustmentIn(serializers.Serializer):
    agent = ids.field("agt")()
    kind = strict.Choice(choices=Adjustment.Kind.choices)
    amount_minor = strict.Whole(min_value=-MAX_MINOR, max_value=MAX_MINOR)
    currency = strict.Text(max_length=3)
    reason = strict.Text(max_length=200, help_text="The agent reads it.")


class HoldOut(Shaped, serializers.ModelSerializer):
    id = ids.field("hld")(source="pk", read_only=True)
    agent = Related("agt")

    class Meta:
        model = Hold
        fields = ("id", "agent", "reason", "placed_at", "lifted_at")
        read_only_fields = fields


class HoldIn(serializers.Serializer):
    agent = ids.field("agt")()
    reason = strict.Text(max_length=200, help_text="The agent reads it.")


class AdjustmentFilter(Filters):
    agent = IdFilter("agt", "agent")
    state = filters.ChoiceFilter(choices=Adjustment.State.choices)
    kind = filters.ChoiceFilter(choices=Adjustment.Kind.choices)


class HoldFilter(Filters):
    agent = IdFilter("agt", "agent")
    lifted = YesNo("lifted_at", "isnull", exclude=True)


class Plans(Resource):
    prefix, area, tag, staff_only = "pln", "money", "plans", True
    serializer_class = PlanOut
    orders = {"-effective_from": "effective_from"}

    def rows(self) -> QuerySet[Plan]:
        return Plan.objects.prefetch_related("ranks")


class Adjustments(Resource):
    """An agent sees its own."""

    prefix, area, tag, staff_writes = "adj", "money", "adjustments", True
    serializer_class, filterset_class = AdjustmentOut, AdjustmentFilter

    def rows(self) -> QuerySet[Adjustment]:
        rows = access.own(self.request.user, Adjustment.objects.all(), "agent")
        if self.request.user.is_staff:
            return rows
        return rows.filter(state__in=[Adjustment.State.POSTED, Adjustment.State.REVERSED])

    @extend_schema(request=AdjustmentIn, responses={201: AdjustmentOut})
    def create(self, request: Request) -> Response:
        """Posted at once up to the company's limit; above it a second person approves on the
        pages."""
        told = AdjustmentIn(data=request.data)
        told.is_valid(raise_exception=True)
        asked = told.validated_data
        _currency(asked["currency"])
        if not asked["amount_minor"]:
            raise problems.Unacceptable({"amount_minor": ["It moves nothing."]})
        asked["agent"] = named(asked["agent"], "agent")
        try:
            made = adjust(**asked, by=request.user, at=timezone.now(), today=clock.today())
        except AdjustmentRefused as e:
            raise problems.Refused(str(e)) from e
        return Response(self.shown(made), status=201)


class Holds(Resource):
    """What keeps an agent's payouts back."""

    prefix, area, tag, staff_writes = "hld", "money", "holds", True
    serializer_class, filterset_class = HoldOut, HoldFilter

    def rows(self) -> QuerySet[Hold]:
        return access.own(self.request.user, Hold.objects.all(), "agent")

    @extend_schema(request=HoldIn, responses={201: HoldOut})
    def create(self, request: Request) -> Response:
        """Place one, with a reason that the agent reads."""
        told = HoldIn(data=request.data)
        told.is_valid(raise_exception=True)
        agent = named(told.validated_data["agent"], "agent")
        reason = told.validated_data["reason"]
        made = holds.place(agent, reason=reason, by=request.user, at=timezone.now())
        return Response(self.shown(made), status=201)

    @extend_schema(request=None, responses=HoldOut)
    @action(detail=True, methods=["post"])
    def lift(self, request: Request, **kwargs: str) -> Response:
        """From now on it keeps nothing back."""
        hold = self.get_object()
        try:
            holds.lift(hold, by=request.user, at=timezone.now())
        except holds.LiftedAlready as e:
            raise problems.Refused(str(e)) from e
        return Response(self.shown(self.get_object()))
