"""Why a line was paid, and what wasn't: worked out from the facts of its night."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from agents import access
from agents.programs.resource import View
from commissions.api.agents import OfAgent
from commissions.api.desk import NeedOut
from commissions.explain import missed
from commissions.explain.story import story
from commissions.explain.then import last_with_charges
from commissions.explain.ways import NotKept
from commissions.nights.models import KINDS, Line, Run
from mlmsite.lib.rest import ids, problems


class PersonOut(serializers.Serializer):
    name = serializers.CharField()
    code = serializers.CharField()


class ChargeTold(serializers.Serializer):
    """`customer` and `product` are told of own customers only."""

    id = ids.field("chg")()
    ref = serializers.CharField()
    night = serializers.DateField()
    period_start = serializers.DateField()
    period_end = serializers.DateField()
    amount_minor = serializers.IntegerField()
    commissionable_minor = serializers.IntegerField()
    currency = serializers.CharField()
    own_account = serializers.BooleanField()


class StageOut(serializers.Serializer):
    """One agent on the way up, and the rule that decided there: `paid` or why not."""

    person = PersonOut()
    rank = serializers.CharField(allow_blank=True)
    active = serializers.BooleanField()
    rule = serializers.CharField(allow_blank=True)
    level = serializers.IntegerField(source="step.level", default=None, allow_null=True)
    offered_ppm = serializers.IntegerField(source="step.offered_ppm", default=None, allow_null=True)
    paid_before_ppm = serializers.IntegerField(
        source="step.paid_ppm", default=None, allow_null=True
    )
    missing_for_active = NeedOut(many=True, source="missing")


class RoundingOut(serializers.Serializer):
    """The night's lines of this currency and entry, and how they became whole minor units."""

    lines = serializers.IntegerField()
    sum_micro = serializers.IntegerField()
    before_micro = serializers.IntegerField(help_text="Carried in from earlier nights.")
    posted_minor = serializers.IntegerField()
    after_micro = serializers.IntegerField(help_text="Carried on.")


class ClawbackOut(serializers.Serializer):
    refunded_minor = serializers.IntegerField()
    charged_minor = serializers.IntegerField()
    total_micro = serializers.IntegerField(help_text="What the refunds take back in all.")
    before_micro = serializers.IntegerField(help_text="Of it, what earlier nights took.")


class ExplanationOut(serializers.Serializer):
    """`rate_ppm` of `base_micro` is `amount_micro`, rounded half up. `way` is null for nights
    from before standings were kept, and then `not_kept` says so."""

    kind = serializers.ChoiceField(choices=KINDS, source="line.get_kind_display")
    night = serializers.DateField(source="line.run_id")
    charge = ChargeTold()
    owner = PersonOut()
    rate_ppm = serializers.IntegerField(source="original.rate_ppm")
    base_micro = serializers.IntegerField(source="original.base_micro")
    earned_micro = serializers.IntegerField(source="original.amount_micro")
    amount_micro = serializers.IntegerField(source="line.amount_micro")
    way = StageOut(many=True, source="seen.stages", default=None, allow_null=True)
    rounding = RoundingOut()
    clawback = ClawbackOut(allow_null=True)
    not_kept = serializers.CharField(allow_blank=True)


class ReasonOut(serializers.Serializer):
    kind = serializers.SerializerMethodField()
    rule = serializers.CharField()
    level = serializers.IntegerField(source="stage.step.level", default=None, allow_null=True)

    def get_kind(self, reason: missed.Reason) -> str:
        return KINDS[reason.kind][0]


class ConditionOut(serializers.Serializer):
    """Active, or with that rank ("" for the one that was held), the charge would have paid this."""

    active = serializers.BooleanField()
    rank = serializers.CharField(allow_blank=True)
    amount_micro = serializers.IntegerField()
    more_micro = serializers.IntegerField()


class MissedOut(serializers.Serializer):
    charge = ChargeTold()
    owner = PersonOut()
    level = serializers.IntegerField()
    paid_micro = serializers.IntegerField()
    reasons = ReasonOut(many=True)
    conditions = ConditionOut(many=True)


class MissedPage(serializers.Serializer):
    """`after` goes on behind; null where all charges of the night were looked at."""

    night = serializers.DateField()
    looked_at = serializers.IntegerField()
    missed = MissedOut(many=True)
    after = ids.field("chg")(allow_null=True)


class MissedQuery(serializers.Serializer):
    night = serializers.DateField(required=False, help_text="The last one with a charge.")
    rule = serializers.ChoiceField(
        choices=[str(rule) for rule in missed.RULES], required=False, default=""
    )
    after = ids.field("chg")(required=False)


class Explanation(View):
    prefix, area, tag = "lin", "desk", "explanations"

    @extend_schema(responses=ExplanationOut)
    def retrieve(self, request: Request, **kwargs: str) -> Response:
        """The charge, the way up to the earner, the rule at each, the rate, the rounding."""
        rows = Line.objects.select_related("earner", "charge", "rank")
        line = self.found(access.own(request.user, rows, "earner"))
        return Response(ExplanationOut(story(line)).data)


class Missed(OfAgent):
    area, tag = "desk", "explanations"

    @extend_schema(responses=MissedPage, parameters=[MissedQuery])
    def retrieve(self, request: Request, **kwargs: str) -> Response:
        """A night's charges in the downline that paid nothing, or less than they could have."""
        agent = self.agent()
        told = MissedQuery(data=request.query_params)
        told.is_valid(raise_exception=True)
        asked = told.validated_data
        night = asked.get("night") or last_with_charges(agent)
        if night is None:
            raise NotFound("No night has had a charge yet.")
        try:
            get_object_or_404(Run, pk=night)
            page = missed.page(agent, night=night, rule=asked["rule"], after=asked.get("after", 0))
        except Http404:
            raise NotFound(f"There was no night of {night}.") from None
        except NotKept as e:
            raise problems.Refused(str(e), "not_kept") from e
        return Response(MissedPage(page).data)
