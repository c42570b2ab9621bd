"""Processes killed at each step of a batch, for real, after each statement that the step sends."""

import pytest
from django.db import transaction

from tests import build
from tests.payouts import people, walk
from tests.processes import python

KILLED = "from tests.payouts import walk; walk.killed_everywhere()"


@pytest.fixture
def four_agents():
    for name in ("max", "amy"):
        people.user(name)
    for number, code in enumerate(("BEA", "CY", "DAN", "EVE"), start=1):
        agent = build.agent(code)
        people.earned(agent, number * 100_00)
        people.on_iban(agent)


@pytest.fixture
def payer(settings) -> dict[str, str]:
    """For a process that doesn't know this one's settings."""
    names = ("COMPANY_NAME", "COMPANY_IBAN", "COMPANY_BIC")
    return {name: getattr(settings, name) for name in names}


def without_a_kill() -> tuple[list[tuple], str]:
    """And as if it had never happened."""
    with transaction.atomic():
        walk.straight()
        ended = walk.told(), walk.file()
        transaction.set_rollback(True)
    return ended


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_steps_killed_anywhere_and_taken_again_end_as_without_a_kill(four_agents, payer):
    expected = without_a_kill()
    done = python(KILLED, seconds=900, **payer)
    assert done.returncode == 0, done.stderr
    steps = [line.split() for line in done.stdout.splitlines()]
    assert [name for name, _ in steps] == [step.__name__ for step in walk.STEPS]
    assert all(int(kills) > 3 for _, kills in steps)
    assert (walk.told(), walk.file()) == expected
    assert people.breaches() == []
