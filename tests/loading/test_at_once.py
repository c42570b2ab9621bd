"""Loads beside other loads, enrolments and nights."""

from datetime import date
from functools import partial

import pytest

from agents.models import Agent, Charge, Product
from agents.tree import check
from commissions.nights.models import Run
from commissions.nights.run import run_through
from tests.build import agent
from tests.loading.folders import GOOD, load_files, load_folder, write
from tests.threads import together

pytestmark = pytest.mark.django_db(transaction=True)


def branch(name: str, size: int = 40) -> dict[str, str]:
    """Agents under BEA, each with a customer and an external subscription, charged."""
    ids = [f"{name}{i}" for i in range(size)]
    return {
        "agents.csv": "code,sponsor,name,email\n"
        + "".join(f"{i},BEA,{i},a@example.com\n" for i in ids),
        "customers.csv": "ref,agent,name,email\n"
        + "".join(f"{i},{i},{i},a@example.com\n" for i in ids),
        "subscriptions.csv": "ref,customer,product,price,currency,volume,started_on,billing\n"
        + "".join(f"{i},{i},New,9.99,USD,10,2026-01-05,external\n" for i in ids),
        "charges.csv": "ref,subscription,period_start,paid_on\n"
        + "".join(f"{i},{i},2026-01-05,2026-01-05\n" for i in ids),
    }


@pytest.fixture
def folders(tmp_path):
    made = [tmp_path / name for name in "KLM"]
    for folder in made:
        folder.mkdir()
        write(folder, branch(folder.name))
    (tmp_path / "first").mkdir()
    load_files(tmp_path / "first", GOOD)
    return made


def test_loads_at_once_leave_one_right_tree(folders):
    bea = Agent.objects.get(code="BEA")
    enrolment = partial(agent, "EVE", under=bea)
    assert together(*(partial(load_folder, folder) for folder in folders), enrolment) == []
    assert Agent.objects.count() == 2 + 3 * 40 + 1
    assert Charge.objects.count() == 2 + 3 * 40
    assert Product.objects.filter(name="New").count() == 1
    assert not list(check.problems())


def test_the_same_load_twice_at_once_is_one_load(folders):
    assert together(*[partial(load_folder, folders[0])] * 2) == []
    assert Agent.objects.count() == 2 + 40


def test_a_load_and_the_nights_wait_for_each_other(folders):
    nights = partial(run_through, through=date(2026, 1, 12))
    assert together(nights, *(partial(load_folder, folder) for folder in folders)) == []
    assert Run.objects.count() == 12
    assert Charge.objects.count() == 2 + 3 * 40 + 1


def test_rows_of_one_s_own_follow_those_of_a_load(folders):
    load_folder(folders[0])
    product = Product.objects.create(name="Next")
    eve = agent("EVE")
    assert eve.pk > max(Agent.objects.exclude(code="EVE").values_list("pk", flat=True))
    assert product.pk
