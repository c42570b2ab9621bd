"""Webhook endpoints, and what was sent to them."""

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agents.api.filters import Filters, IdFilter
from agents.hooks import addresses, endpoints, sending
from agents.hooks.models import Delivery, Endpoint, Type
from agents.programs.resource import Resource
from mlmsite.lib.rest import ids, problems, strict
from mlmsite.lib.rest.shaping import Related, Shaped


class EndpointOut(Shaped, serializers.ModelSerializer):
    """Where what happens is told. Disabled ones are told nothing."""

    id = ids.field("whe")(source="pk", read_only=True)
    types = serializers.ListField(child=serializers.ChoiceField(Type.choices), read_only=True)

    class Meta:
        model = Endpoint
        fields = ("id", "url", "types", "made_at", "disabled_at", "disabled_because")
        read_only_fields = fields


class EndpointMade(EndpointOut):
    secret = serializers.CharField(read_only=True, help_text="It is told this once.")

    class Meta(EndpointOut.Meta):
        fields = (*EndpointOut.Meta.fields, "secret")


class EndpointIn(serializers.Serializer):
    url = strict.Text(max_length=500, help_text="https, and no address of a private network.")
    types = serializers.ListField(
        child=strict.Choice(Type.choices), min_length=1, max_length=len(Type.choices)
    )


class DeliveryOut(Shaped, serializers.ModelSerializer):
    """A telling, with how it went: the last answer's status and beginning."""

    id = ids.field("dlv")(source="pk", read_only=True)
    endpoint = Related("whe", "agents.api.hooks.EndpointOut")
    webhook_id = serializers.SerializerMethodField()
    type = serializers.ChoiceField(Type.choices, source="happening.type", read_only=True)
    data = serializers.DictField(source="happening.data", read_only=True)
    happened_at = serializers.DateTimeField(source="happening.happened_at", read_only=True)

    class Meta:
        model = Delivery
        fields = (
            *("id", "endpoint", "webhook_id", "type", "data", "happened_at", "state"),
            *("attempts", "next_at", "status", "said", "tried_at"),
        )
        read_only_fields = fields

    def get_webhook_id(self, delivery: Delivery) -> str:
        return f"msg_{delivery.happening_id}"


class DeliveryFilter(Filters):
    endpoint = IdFilter("whe", "endpoint")
    state = filters.ChoiceFilter(choices=Delivery.State.choices)
    type = filters.ChoiceFilter("happening__type", choices=Type.choices)


class Endpoints(Resource):
    prefix, area, tag, staff_only = "whe", "hooks", "webhooks", True
    serializer_class = EndpointOut

    def rows(self) -> QuerySet[Endpoint]:
        return Endpoint.objects.all()

    @extend_schema(request=EndpointIn, responses={201: EndpointMade})
    def create(self, request: Request) -> Response:
        """Add one. The secret that signatures are made with is told this once."""
        told = EndpointIn(data=request.data)
        told.is_valid(raise_exception=True)
        try:
            made, made.secret = endpoints.make(
                **told.validated_data, by=request.user, at=timezone.now()
            )
        except addresses.NotPublic as e:
            raise problems.Unacceptable({"url": [str(e)]}, "not_public") from e
        return Response(EndpointMade(made).data, status=201)

    @extend_schema(request=EndpointIn, responses=EndpointOut)
    def partial_update(self, request: Request, **kwargs: str) -> Response:
        """Another address or other types; the secret stays."""
        told = EndpointIn(data=request.data, partial=True)
        told.is_valid(raise_exception=True)
        try:
            return self.changed(
                self.rows(), lambda row: endpoints.change(row, **told.validated_data)
            )
        except addresses.NotPublic as e:
            raise problems.Unacceptable({"url": [str(e)]}, "not_public") from e

    def destroy(self, request: Request, **kwargs: str) -> Response:
        """Remove it, with what was still to be told."""
        self.get_object().delete()
        return Response(status=204)

    @extend_schema(request=None, responses=EndpointOut)
    @action(detail=True, methods=["post"])
    def enable(self, request: Request, **kwargs: str) -> Response:
        """Tell it again, after it was disabled."""
        return Response(self.shown(endpoints.enable(self.get_object())))

    @extend_schema(request=None, responses=EndpointOut)
    @action(detail=True, methods=["post"])
    def disable(self, request: Request, **kwargs: str) -> Response:
        """Tell it nothing until it is enabled."""
        why = f"By {request.user.email}."
        row = endpoints.disable(self.get_object(), because=why, at=timezone.now())
        return Response(self.shown(row))


class Deliveries(Resource):
    prefix, area, tag, staff_only = "dlv", "hooks", "webhooks", True
    serializer_class, filterset_class = DeliveryOut, DeliveryFilter
    expands = {"endpoint": "endpoint"}

    def rows(self) -> QuerySet[Delivery]:
        return Delivery.objects.select_related("happening")

    @extend_schema(request=None, responses=DeliveryOut)
    @action(detail=True, methods=["post"])
    def resend(self, request: Request, **kwargs: str) -> Response:
        """Send it once more, within seconds."""
        sending.send_again(self.get_object(), at=timezone.now())
        return Response(self.shown(self.get_object()))
