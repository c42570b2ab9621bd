"""Who asks, and what it chose for itself."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from agents import access, preferences
from agents.api.agents import AgentOut, with_sharing
from agents.models import Agent, Preferences
from agents.programs.permission import scopes_of
from agents.programs.resource import View
from agents.programs.scopes import offered_to
from mlmsite.lib.rest import strict, versions


class Me(serializers.Serializer):
    """`agent` is null for administrators."""

    kind = serializers.ChoiceField(choices=["agent", "administrator"])
    email = serializers.EmailField()
    agent = AgentOut(allow_null=True)
    scopes = serializers.ListField(child=serializers.CharField())


class Chosen(serializers.ModelSerializer):
    language = strict.Choice(choices=["", *Preferences.Language.values], required=False)
    digest = strict.Choice(choices=Preferences.Digest.choices, required=False)
    shares_contact = strict.YesNo(required=False)

    class Meta:
        model = Preferences
        fields = ("language", "digest", "shares_contact")


class MyselfView(View):
    tag = "me"

    @extend_schema(responses=Me)
    def retrieve(self, request: Request) -> Response:
        """Who this key or log-in is, and what it is good for."""
        agent = None
        if access.is_agent(request.user):
            mine = Agent.objects.filter(pk=request.user.agent.pk)
            agent = with_sharing(mine).get()
        scopes = offered_to(request.user) if request.auth is None else scopes_of(request)
        told = {
            "kind": "administrator" if request.user.is_staff else "agent",
            "email": request.user.email,
            "agent": agent,
            "scopes": sorted(scopes),
        }
        return Response(Me(told, context=self.get_serializer_context()).data)


class PreferencesView(View):
    area, tag = "desk", "me"
    serializer_class = Chosen

    @extend_schema(responses=Chosen)
    def retrieve(self, request: Request) -> Response:
        """Language, contact and mails, as the agent chose them."""
        data = Chosen(preferences.of(self._me())).data
        return Response(data, headers={"ETag": versions.etag(data)})

    @extend_schema(request=Chosen, responses=Chosen)
    def partial_update(self, request: Request) -> Response:
        """Only what is given changes."""
        told = Chosen(data=request.data, partial=True)
        told.is_valid(raise_exception=True)
        me = Agent.objects.select_for_update(of=("self",)).get(pk=self._me().pk)
        versions.check(request, Chosen(preferences.of(me)).data)
        data = Chosen(preferences.change(me, **told.validated_data)).data
        return Response(data, headers={"ETag": versions.etag(data)})

    def _me(self) -> Agent:
        if not access.is_agent(self.request.user):
            raise NotFound("This key isn't an agent's.")
        return access.me(self.request.user)
