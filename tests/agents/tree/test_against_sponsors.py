"""The stored tree against a plain dictionary of sponsors, whatever is done to both."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from agents.models import Agent
from agents.tree import check, labels
from agents.tree.enrol import NewAgent, enrol, enrol_many
from agents.tree.move import MoveRefused, move
from mlmsite.lib import bulk
from tests import build
from tests.agents.tree.plain import SOMEONE, Sponsors, assert_same

NOW = datetime(2026, 1, 1, tzinfo=UTC)
WHO = st.integers(0, 10**6)

STEPS = st.one_of(
    st.tuples(st.just("enrol"), WHO),
    st.tuples(st.just("enrol"), WHO),
    st.tuples(st.just("root")),
    st.tuples(st.just("move"), WHO, WHO),
    st.tuples(st.just("to root"), WHO),
    st.tuples(st.just("many"), st.lists(WHO, min_size=1, max_size=8)),
)


class Trees:
    """Both trees, and the steps that change them."""

    def __init__(self) -> None:
        self.sponsors = Sponsors()
        self.take("root")

    def take(self, name: str, *args) -> None:
        getattr(self, name.replace(" ", "_"))(*args)

    def pick(self, who: int) -> Agent:
        codes = sorted(self.sponsors)
        return Agent.objects.get(code=codes[who % len(codes)])

    def new_code(self) -> str:
        return f"A{len(self.sponsors):03}"

    def root(self) -> None:
        code = self.new_code()
        enrol(code=code, **SOMEONE)
        self.sponsors[code] = None

    def enrol(self, who: int) -> None:
        code, sponsor = self.new_code(), self.pick(who)
        enrol(code=code, sponsor=sponsor, **SOMEONE)
        self.sponsors[code] = sponsor.code

    def move(self, who: int, where: int) -> None:
        self._move(self.pick(who), self.pick(where))

    def to_root(self, who: int) -> None:
        self._move(self.pick(who), None)

    def _move(self, agent: Agent, to: Agent | None) -> None:
        code = to and to.code
        if code == self.sponsors[agent.code] or (
            to and agent.code in [code, *self.sponsors.upline(code)]
        ):
            with pytest.raises(MoveRefused):
                move(agent, to=to, by=None, reason="", at=NOW)
            return
        move(agent, to=to, by=None, reason="", at=NOW)
        self.sponsors.move(agent.code, code)

    def many(self, whos: list[int]) -> None:
        """Every newcomer below one that is there, or below a newcomer before it."""
        ids = dict(Agent.objects.values_list("code", "pk"))
        new = []
        for number, who in zip(bulk.new_ids(Agent, len(whos)), whos, strict=True):
            codes = sorted(self.sponsors)
            code, sponsor = self.new_code(), codes[who % len(codes)]
            ids[code] = number
            self.sponsors[code] = sponsor
            new.append(NewAgent(number, ids[sponsor], code, *SOMEONE_IN_ORDER))
        enrol_many(new, arrival=build.arrival(build.NEW_YEAR).pk)


SOMEONE_IN_ORDER = ("Someone", "someone@example.com", build.NEW_YEAR, "active")


class AgainstSponsors(TestCase):
    @given(st.lists(STEPS, max_size=40), st.sampled_from([18, 30, 62]))
    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
    def test_whatever_is_done_both_trees_agree(self, steps, bits):
        with pytest.MonkeyPatch.context() as patch:
            # Few labels: room runs out at once.
            patch.setattr(labels, "BITS", bits)
            patch.setattr(labels, "SIZE", 2**bits)
            trees = Trees()
            for step in steps:
                trees.take(*step)
            assert list(check.problems()) == []
            assert_same(trees.sponsors)
