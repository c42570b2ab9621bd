"""The tree as a plain dictionary of sponsors, and what the stored one is compared in."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from agents.models import Agent
from tests import build

SOMEONE = {"joined_on": build.NEW_YEAR, "name": "Someone", "email": "someone@example.com"}


class Sponsors(dict[str, str | None]):
    """{code: the sponsor's code or None}; recruits in the order in which they came there."""

    def move(self, code: str, to: str | None) -> None:
        self.pop(code)
        self[code] = to

    def upline(self, code: str) -> list[str]:
        above = []
        while (sponsor := self[code]) is not None:
            above.append(sponsor)
            code = sponsor
        return above

    def preorder(self, top: str) -> list[str]:
        recruits = [code for code, sponsor in self.items() if sponsor == top]
        return [top, *(code for recruit in recruits for code in self.preorder(recruit))]


def assert_same(sponsors: Sponsors) -> None:
    """Every reading of the stored tree gives what the sponsors say."""
    agents = {agent.code: agent for agent in Agent.objects.select_related("sponsor")}
    assert {c: a.sponsor and a.sponsor.code for c, a in agents.items()} == sponsors
    counts = Agent.objects.counts_below(agents.values())
    for code, agent in agents.items():
        below = sponsors.preorder(code)[1:]
        above = sponsors.upline(code)
        assert [a.code for a in agent.get_descendants()] == below
        assert [a.code for a in agent.get_ancestors(ascending=True)] == above
        assert (agent.level, counts[agent.pk]) == (len(above), len(below))
        assert agent.is_leaf_node() == (not below)


@contextmanager
def rows_written() -> Iterator[list[int]]:
    """How many rows of agents each UPDATE within wrote."""
    written: list[int] = []

    def count(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if sql.startswith('UPDATE "agents_agent"'):
            written.append(context["cursor"].rowcount)
        return result

    with connection.execute_wrapper(count):
        yield written
