"""What tonight would post, against the night that then does."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from agents.models import Agent, Charge, Subscription
from commissions.ledger.models import Transfer
from commissions.nights.models import Carry, Line
from commissions.nights.run import next_night, run_through
from commissions.outlook.below import ROOT
from commissions.outlook.tonight import tonight, work
from commissions.standings.models import Standing
from tests import build, examples
from tests.nights import company
from tests.strategies import Facts, companies
from tests.test_examples import command

Found = list[tuple]


def foreseen(agent: Agent, day: date) -> tuple[Found, Found, Found, tuple]:
    """Lines, transfers, what is carried, where the agent stands."""
    worked = work(agent, day=day)
    refs = dict(Charge.objects.values_list("id", "ref"))
    refs |= {-1 - n: f"{s.ref}@{start}" for n, (s, start, _) in enumerate(worked.raised)}
    lines = worked.night.lines
    assert (lines.earner == ROOT).all()
    columns = ("entry", "kind", "level", "rank", "rate_ppm", "base_micro", "amount_micro")
    rows = zip(*(getattr(lines, name).tolist() for name in columns), strict=True)
    shown = tonight(agent, day=day)
    posted = [
        (t.entry.label, t.currency, t.amount_minor) for t in shown.transfers if t.amount_minor
    ]
    carried = [(t.entry, t.currency, t.fraction_micro) for t in shown.transfers]
    stand = shown.stand
    return (
        sorted((refs[c], *row) for c, row in zip(lines.charge.tolist(), rows, strict=True)),
        sorted(posted),
        sorted(carried),
        (stand.pv, stand.customers, stand.gv, stand.active, stand.position),
    )


def paid(agent: Agent, day: date, currencies: list[tuple]) -> tuple[Found, Found, Found, tuple]:
    lines = Line.objects.filter(run=day, earner=agent).values_list(
        *("charge__ref", "entry", "kind", "level", "rank_id", "rate_ppm"),
        *("base_micro", "amount_micro"),
    )
    posted = Transfer.objects.filter(posted_on=day, key__contains=f":{agent.code}:")
    carried = Carry.objects.filter(agent=agent).values_list("entry", "currency", "fraction_micro")
    touched = {key[:2] for key in currencies}
    stand = Standing.objects.on(day).filter(agent=agent)
    return (
        sorted(lines),
        sorted(posted.values_list("kind", "currency", "amount_minor")),
        sorted(row for row in carried if row[:2] in touched),
        stand.values_list("pv", "customers", "gv", "active", "rank").get(),
    )


def agrees(day: date, *, some: int = 4) -> None:
    """Of some agents; then that night has run."""
    agents = list(Agent.objects.order_by("id"))
    agents = agents[:: -(-len(agents) // some)]
    before = state()
    shown = {agent.pk: foreseen(agent, day) for agent in agents}
    assert state() == before
    run_through(through=day)
    for agent in agents:
        assert shown[agent.pk] == paid(agent, day, shown[agent.pk][2]), (agent.code, day)


def state() -> tuple:
    due = Subscription.objects.order_by("id").values_list("id", "next_charge_on")
    return Charge.objects.count(), list(due), company.result()


@pytest.mark.slow
@pytest.mark.django_db
@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(companies())
def test_it_is_what_the_night_then_pays_in_random_companies(facts: Facts):
    """Of the first night, which bills all since go-live, and of those around what came later."""
    with TemporaryDirectory() as name, transaction.atomic():
        facts.write(Path(name))
        command("load_network", name)
        agrees(next_night())
        run_through(through=facts.runs[0])
        later = Path(name, "later")
        if any(later.glob("*.*")):
            command("load_network", later)
        while next_night() < min(facts.runs[1], facts.runs[0] + timedelta(days=3)):
            agrees(next_night())
        run_through(through=facts.runs[1] - timedelta(days=1))
        if next_night() <= facts.runs[1]:
            agrees(facts.runs[1])
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", examples.NAMES)
def test_it_is_what_the_night_then_pays_in_an_example(db, name):
    command("load_network", examples.NETWORKS / name)
    run_through(through=examples.FIRST)
    command("load_network", examples.NETWORKS / name / "later")
    agrees(examples.FIRST + timedelta(days=1))
    run_through(through=examples.SECOND - timedelta(days=1))
    agrees(examples.SECOND)


def test_each_night_of_a_small_company(db):
    company.found()
    for day in (build.NEW_YEAR + timedelta(days=n) for n in range(4)):
        agrees(day)


def test_sums_and_what_was_looked_at(db):
    company.found()
    bea = tonight(Agent.objects.get(code="BEA"), day=build.NEW_YEAR)
    # C2's month, of Dan's nothing yet. What Bea earns on it is in yen.
    assert (bea.agents, bea.counting, bea.commissioned, bea.raised) == (2, 1, 1, 1)
    assert {(s.kind.label, s.currency) for s in bea.sums} == {
        ("residual", "JPY"),
        ("override", "JPY"),
    }
    assert bea.stand.rank == "Builder"
    assert bea.lines == 2


def test_without_a_plan_there_is_nothing_to_show(db):
    assert tonight(build.agent("ANN"), day=build.NEW_YEAR) is None


def test_the_number_of_queries_does_not_grow_with_the_team(db, django_assert_max_num_queries):
    build.plan()
    ann = build.agent("ANN")
    for number in range(12):
        build.subscription(
            f"S{number}", of=build.customer(f"C{number}", of=build.agent(f"L{number}", under=ann))
        )
    with django_assert_max_num_queries(30) as few:
        tonight(build.agent("NEW", under=ann), day=build.NEW_YEAR)
    with django_assert_max_num_queries(len(few)):
        tonight(ann, day=build.NEW_YEAR)
