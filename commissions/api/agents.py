"""What belongs to one agent: the base of the resources below /agents/{id}/."""

from agents import access
from agents.models import Agent
from agents.programs.resource import View


class OfAgent(View):
    """`own_only`: an agent asks for itself alone; else for its downline too."""

    prefix = "agt"
    own_only = True

    def agent(self) -> Agent:
        user = self.request.user
        rows = access.own(user, Agent.objects.all(), "pk") if self.own_only else access.seen(user)
        return self.found(rows)
