"""Stories and what was missed, against the plain implementation: examples and random companies."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.models import Agent
from commissions.explain import missed, then
from commissions.explain.story import Story, story
from commissions.explain.walk import exact
from commissions.nights.models import Entry, Kind, Line
from mlmsite.lib.money import MICRO, format_micro
from mlmsite.lib.rates import format_rate
from tests import examples
from tests.explain.checks import check_missed, check_stories
from tests.explain.company import Company
from tests.strategies import Facts, companies
from tests.test_against_plain import WHO, move_in_both
from tests.test_examples import command


@pytest.mark.slow
@pytest.mark.django_db
@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(companies(), st.lists(st.tuples(WHO, WHO), max_size=4))
def test_random_companies_are_explained(facts: Facts, moves):
    company = Company()
    with TemporaryDirectory() as name, transaction.atomic():
        folder = Path(name)
        facts.write(folder)
        for files, through in zip((folder, folder / "later"), facts.runs, strict=True):
            company.load(files)
            if any(files.glob("*.*")):
                command("load_network", files)
            if files.name == "later":
                for who, to in moves:
                    move_in_both(company, who, to)
            company.run_through(through)
            command("run_commissions", "--through", through)
        check_stories(company)
        check_missed(company)
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", examples.NAMES)
def test_an_example_is_explained(db, name):
    """Of the smallest every line and all that was missed, of the others some of it."""
    folder = examples.NETWORKS / name
    command("load_network", folder)
    command("run_commissions", "--through", examples.FIRST)
    command("load_network", folder / "later")
    command("run_commissions", "--through", examples.SECOND)
    if name == "none-12":
        company = Company()
        company.load(folder)
        company.run_through(examples.FIRST)
        company.load(folder / "later")
        company.run_through(examples.SECOND)
        assert check_stories(company) == len(examples.expected_lines(name))
        assert check_missed(company, every=3) > 0
    else:
        expected = set(examples.expected_lines(name))
        lines = Line.objects.select_related("earner", "charge", "rank").order_by("id")
        some = lines[:: lines.count() // 30] + [lines.filter(entry=1).last()]
        assert {as_exported(story(line)) for line in some} <= expected
        day = then.last_with_charges(lines[0].earner)
        for agent in Agent.objects.order_by("id")[::20]:
            missed.page(agent, night=day)


def as_exported(told: Story) -> tuple[str, ...]:
    """What the story comes to, as export_commissions says it, but for the charge."""
    line, currency = told.line, told.charge.currency
    base = told.seen.residual.amount_micro if told.seen.residual else None
    base = told.charge.commissionable_minor * MICRO if base is None else base
    amount = exact(base, told.seen.step.rate_ppm)
    if told.clawback:
        amount = told.clawback.before_micro - told.clawback.total_micro
    return (
        str(line.run_id),
        line.charge.subscription.ref,
        str(told.charge.period_start),
        line.earner.code,
        *(Entry(line.entry).label, Kind(line.kind).label, str(told.seen.step.level)),
        *(told.seen.mine.rank, format_rate(told.seen.step.rate_ppm)),
        *(format_micro(base, currency), format_micro(amount, currency), currency),
    )
