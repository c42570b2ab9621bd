"""Agents: oneself and one's downline, or for administrators everybody; up and down the tree."""

from django.db.models import F, Q, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agents import access
from agents.api.filters import Filters, IdFilter, Text, Whole, days
from agents.models import CODE, Agent
from agents.programs.resource import Resource
from agents.tree import past
from agents.tree.enrol import SponsorTerminated, enrol
from mlmsite.lib import clock
from mlmsite.lib.rest import ids, problems, strict, versions
from mlmsite.lib.rest.shaping import Related, Shaped

PREFIX = "agt"


class AgentOut(Shaped, serializers.ModelSerializer):
    """An agent. `email` is null where it has not agreed that its upline sees it."""

    id = ids.field(PREFIX)(source="pk", read_only=True)
    sponsor = Related(PREFIX, allow_null=True)
    level = serializers.IntegerField(
        read_only=True, help_text="Sponsor steps up to the root, which is 0."
    )
    email = serializers.SerializerMethodField(help_text="Null where it isn't shared.")

    class Meta:
        model = Agent
        fields = ("id", "code", "name", "email", "status", "sponsor", "level", "joined_on")
        read_only_fields = fields

    def get_email(self, agent: Agent) -> str | None:
        user = self.context["request"].user
        if user.is_staff or agent.user_id == user.pk or getattr(agent, "shares", False):
            return agent.email
        return None


class NewAgent(serializers.Serializer):
    code = strict.Text(max_length=32, validators=[CODE])
    name = strict.Text(max_length=200)
    email = strict.Email(max_length=254)
    sponsor = ids.field(PREFIX)(required=False, help_text="None: a root.")
    joined_on = strict.Day(required=False, help_text="Today if nothing is said.")


class AgentFilter(Filters):
    code = Text(help_text="Exactly this code.")
    status = filters.ChoiceFilter(choices=Agent.Status.choices)
    sponsor = IdFilter(PREFIX, "sponsor")
    level = Whole()
    joined_on_from, joined_on_to = days("joined_on").values()
    q = Text(method="having", help_text="All words stand in its name or code.")

    def having(self, rows: QuerySet, _name: str, words: str) -> QuerySet:
        for word in words[:100].split():
            rows = rows.filter(Q(name__icontains=word) | Q(code__icontains=word))
        return rows


class AsOf(serializers.Serializer):
    as_of = serializers.DateField(required=False, help_text="As the night of that day saw it.")


class Agents(Resource):
    prefix, area, tag, staff_writes = PREFIX, "network", "agents", True
    serializer_class = AgentOut
    filterset_class = AgentFilter
    orders = {"id": "pk", "code": "code", "name": "name", "joined_on": "joined_on"}

    def rows(self) -> QuerySet[Agent]:
        return with_sharing(access.seen(self.request.user))

    @extend_schema(request=NewAgent, responses={201: AgentOut})
    def create(self, request: Request) -> Response:
        """Enrol an agent, as the last of its sponsor's recruits."""
        told = NewAgent(data=request.data)
        told.is_valid(raise_exception=True)
        asked = {"joined_on": clock.today()} | told.validated_data
        if Agent.objects.filter(code=asked["code"]).exists():
            taken = f"There is an agent {asked['code']} already."
            raise problems.Unacceptable({"code": [taken]}, "taken")
        if "sponsor" in asked:
            asked["sponsor"] = named(asked["sponsor"], "sponsor")
        try:
            made = enrol(**asked)
        except SponsorTerminated as e:
            raise problems.Refused(str(e), "sponsor_terminated") from e
        data = self.shown(self.rows().get(pk=made.pk))
        where = request.build_absolute_uri(f"{request.path}/{data['id']}")
        headers = {"Location": where, "ETag": versions.etag(data)}
        return Response(data, status=201, headers=headers)

    @extend_schema(responses=AgentOut(many=True), parameters=[AsOf], filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def upline(self, request: Request, **kwargs: str) -> Response:
        """Its sponsors, the nearest first; an agent sees them as far as itself."""
        agent = self.get_object()
        told = AsOf(data=request.query_params)
        told.is_valid(raise_exception=True)
        if day := told.validated_data.get("as_of"):
            above = [one.pk for one in past.upline_on(agent, day)]
        else:
            above = [one.pk for one in agent.get_ancestors(ascending=True)]
        seen = {one.pk: one for one in self.rows().filter(pk__in=above)}
        return Response(
            self.get_serializer([seen[pk] for pk in above if pk in seen], many=True).data
        )

    @extend_schema(responses=AgentOut(many=True), filters=True, parameters=[AsOf])
    @action(detail=True, orders={"id": "pk", "joined_on": "joined_on", "name": "name"})
    def recruits(self, request: Request, **kwargs: str) -> Response:
        """Whom it recruited itself: the tree, page by page. As of a day, of those who are seen now
        the ones who stood below it then."""
        agent = self.get_object()
        told = AsOf(data=request.query_params)
        told.is_valid(raise_exception=True)
        if day := told.validated_data.get("as_of"):
            then = past.recruits_on(agent, day).values("pk")
            return self._listed(self.rows().filter(pk__in=then))
        return self._listed(self.rows().filter(sponsor=agent))

    @extend_schema(responses=AgentOut(many=True), filters=True)
    @action(detail=True, orders={"tree": "lft"})
    def downline(self, request: Request, **kwargs: str) -> Response:
        """Everybody below it, each before its own downline."""
        below = self.get_object().get_descendants()
        return self._listed(self.rows().filter(pk__in=below.values("pk")))

    def _listed(self, rows: QuerySet[Agent]) -> Response:
        page = self.paginate_queryset(self.filter_queryset(rows))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


def named(pk: int, field: str) -> Agent:
    """Whom a body names. Raises problems.Unacceptable."""
    agent = Agent.objects.filter(pk=pk).first()
    if agent is None:
        raise problems.Unacceptable({field: ["There is no such agent."]}, "unknown")
    return agent


def with_sharing(rows: QuerySet[Agent]) -> QuerySet[Agent]:
    """Whether each lets its upline see its e-mail address."""
    return rows.annotate(shares=F("chosen__shares_contact"))
