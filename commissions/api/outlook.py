"""What is to come, and who needs a word: tonight and this month's forecast, and today's hints."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from agents import access
from agents.programs.resource import View
from commissions.api.agents import OfAgent
from commissions.api.desk import NeedOut
from commissions.assist import team
from commissions.assist.customers import at_risk
from commissions.nights.earnings import last_night
from commissions.nights.run import next_night
from commissions.outlook import forecast as outlook
from commissions.views.kept import for_a_while, renewals
from mlmsite.lib import clock
from mlmsite.lib.rest import ids

MOST = 25
SECTIONS = ("newcomers", "fading", "rising", "inactive")


class StandOut(serializers.Serializer):
    rank = serializers.CharField()
    active = serializers.BooleanField()
    pv = serializers.IntegerField()
    customers = serializers.IntegerField()
    gv = serializers.IntegerField()


class TonightPosted(serializers.Serializer):
    currency = serializers.CharField()
    amount_minor = serializers.IntegerField(source="signed_minor")


class RangeOut(serializers.Serializer):
    """A month in one currency, in millionths of the minor unit. `sure` is posted and tonight's;
    low, likely and high are what may still come, by the renewals observed: no promise."""

    currency = serializers.CharField()
    posted_micro = serializers.IntegerField()
    tonight_micro = serializers.IntegerField()
    low_micro = serializers.IntegerField()
    likely_micro = serializers.IntegerField()
    high_micro = serializers.IntegerField()


class ForecastOut(serializers.Serializer):
    """`subscriptions` are still to be charged this month."""

    night = serializers.DateField(source="tonight.day")
    month = serializers.DateField()
    stand = StandOut(source="tonight.stand")
    tonight = TonightPosted(many=True, source="tonight.transfers")
    totals = RangeOut(many=True)
    subscriptions = serializers.IntegerField()


class AtRiskOut(serializers.Serializer):
    """`reason`: why this customer may leave; `at_risk_micro` is what goes with it each month."""

    subscription = ids.field("sub")(source="subscription.pk")
    customer = ids.field("cus")(source="customer.pk")
    name = serializers.CharField(source="customer.name")
    reason = serializers.CharField()
    on = serializers.DateField()
    words = serializers.CharField(allow_blank=True)
    at_risk_micro = serializers.IntegerField()
    currency = serializers.CharField(source="subscription.currency")


class HintOut(serializers.Serializer):
    """`rank`: the one that is close, or the one that it falls back to."""

    agent = ids.field("agt")(source="agent.pk")
    code = serializers.CharField(source="agent.code")
    name = serializers.CharField(source="agent.name")
    rank = serializers.CharField(allow_blank=True)
    loses_active = serializers.BooleanField()
    needs = NeedOut(many=True)


class SectionOut(serializers.Serializer):
    """The nearest few of `count`."""

    count = serializers.IntegerField()
    hints = HintOut(many=True)


class TodayOut(serializers.Serializer):
    night = serializers.DateField()
    customers = AtRiskOut(many=True)
    newcomers = SectionOut()
    fading = SectionOut()
    rising = SectionOut()
    inactive = SectionOut()


class Forecast(OfAgent):
    area, tag = "desk", "outlook"

    @extend_schema(responses=ForecastOut)
    def retrieve(self, request: Request, **kwargs: str) -> Response:
        """What tonight's run would post now, and what the month may still bring; worked out at most
        every five minutes."""
        agent, night, coming = self.agent(), last_night(), next_night()
        if coming is None:
            raise NotFound("No plan is in force yet.")
        kept = for_a_while(
            "forecast",
            agent,
            night=night,
            work_out=lambda: outlook.forecast(
                agent,
                day=coming,
                today=clock.today(),
                observed=renewals(night) if night else [],
            ),
        )
        if kept.found is None:
            raise NotFound("No plan is in force yet.")
        return Response(ForecastOut(kept.found).data)


class Today(View):
    area, tag = "desk", "outlook"

    @extend_schema(responses=TodayOut)
    def retrieve(self, request: Request) -> Response:
        """Who needs me today: customers at risk, those first who bring most, and of my team the
        new, the fading, the rising and the inactive."""
        me, night = access.me(request.user), last_night()
        if night is None:
            raise NotFound("The first night is still to come.")
        told = {name: getattr(team, name)(me, night=night) for name in SECTIONS}
        told |= {"night": night, "customers": at_risk(me, today=clock.today(), night=night)[:MOST]}
        return Response(TodayOut(told).data)
