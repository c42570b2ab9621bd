"""What was paid in a year, by the day of payment, and from how much on it is reported."""

from datetime import UTC, date, datetime
from importlib import import_module

import pytest
from django.db import IntegrityError, transaction

from commissions.statements import tax
from commissions.statements.models import TaxThreshold
from commissions.statements.tax import Paid, year_totals
from tests import build
from tests.statements.account import paid, payout, tax_form

pytestmark = pytest.mark.usefixtures("thresholds")


def of(year: int) -> tuple[int, int, int]:
    """Paid, what of it came back, and what of that after the year."""
    [total] = year_totals(year=year)
    assert total.total_minor == total.paid_minor - total.returned_minor
    return total.paid_minor, total.returned_minor, total.returned_later_minor


def test_it_counts_in_the_year_of_the_day_on_which_it_was_paid(ann):
    for day in (date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1)):
        paid(ann, 100_00, on=day)
    assert of(2025) == (200_00, 0, 0)
    assert tax.years() == [2026, 2025, 2024]


def test_what_came_back_in_the_same_year_was_not_paid(ann):
    paid(ann, 100_00, on=date(2025, 3, 1), returned_on=date(2025, 3, 3))
    assert of(2025) == (100_00, 100_00, 0)


def test_what_came_back_in_the_next_year_lowers_the_year_of_the_payment_and_says_so(ann):
    paid(ann, 100_00, on=date(2025, 12, 30), returned_on=date(2026, 1, 5))
    paid(ann, 100_00, on=date(2026, 1, 9))
    assert of(2025) == (100_00, 100_00, 100_00)
    assert of(2026) == (100_00, 0, 0)


@pytest.mark.parametrize(
    ("amount_minor", "returned_on", "to_correct"),
    [
        (600_00, date(2026, 1, 5), True),
        (599_99, date(2026, 1, 5), False),
        (600_00, date(2025, 12, 31), False),
    ],
    ids=["was due", "never was", "came back in time"],
)
def test_a_form_is_to_be_corrected_where_what_it_said_came_back_later(
    ann, amount_minor, returned_on, to_correct
):
    paid(ann, amount_minor, on=date(2025, 12, 30), returned_on=returned_on)
    [total] = year_totals(year=2025)
    assert (total.to_correct, total.wants_attention) == (to_correct, to_correct)


def test_what_never_arrived_counts_nowhere(ann):
    for steps in ([], ["sent"], ["sent", "failed"]):
        payout(ann, 100_00, *steps, on=date(2025, 3, 1), ended_on=date(2025, 3, 2))
        assert year_totals(year=2025) == tax.years() == []


@pytest.mark.parametrize(
    ("year", "threshold_minor"),
    [(2019, None), (2020, 600_00), (2025, 600_00), (2026, 2_000_00), (2030, 2_000_00)],
)
def test_the_threshold_is_that_of_the_year_and_is_reached_at_it(ann, year, threshold_minor):
    bea, cy = build.agent("BEA"), build.agent("CY")
    for agent, amount_minor in ((ann, 599_99), (bea, 600_00), (cy, 2_000_00)):
        paid(agent, amount_minor, on=date(year, 6, 1))
    found = {total.code: total.reportable for total in year_totals(year=year)}
    limit = threshold_minor or 10**12
    assert found == {"ANN": False, "BEA": limit <= 600_00, "CY": limit <= 2_000_00}
    assert {total.threshold_minor for total in year_totals(year=year)} == {threshold_minor}


def test_the_law_of_a_later_year_is_another_row(ann):
    TaxThreshold.objects.create(
        form="1099-NEC", currency="USD", from_year=2027, amount_minor=2_100_00
    )
    assert [tax.thresholds(year=year)["USD"] for year in (2025, 2026, 2027, 2031)] == [
        *(600_00, 2_000_00, 2_100_00, 2_100_00)
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        TaxThreshold.objects.create(form="1099-NEC", currency="USD", from_year=2027, amount_minor=1)


def test_what_came_back_can_take_it_below_the_threshold(ann):
    paid(ann, 500_00, on=date(2025, 5, 1))
    paid(ann, 100_00, on=date(2025, 5, 2), returned_on=date(2025, 5, 4))
    [total] = year_totals(year=2025)
    assert (total.paid_minor, total.reportable) == (600_00, False)


def test_only_a_w_9_in_use_is_filed_and_everybody_else_has_a_reason(ann):
    now = datetime(2026, 1, 1, tzinfo=UTC)
    cast = [build.agent(code) for code in ("BEA", "CY", "DAN", "EVE", "FAY")]
    for agent in (ann, *cast):
        paid(agent, 600_00, on=date(2025, 6, 1), currency="EUR" if agent.code == "EVE" else "USD")
    bea, _, dan, eve, fay = cast
    tax_form(ann, "w-9")
    tax_form(bea, "w-8")
    tax_form(dan, "w-9", retired_at=now)
    tax_form(eve, "w-9")
    tax_form(fay, "w-8", retired_at=now)
    tax_form(fay, "w-9")
    paid(build.agent("GUS"), 1, on=date(2025, 6, 1))
    found = {total.code: total.why_not for total in year_totals(year=2025)}
    assert found == {
        "ANN": "",
        "BEA": "W-8: not a US person",
        "CY": "no tax form: ask for a W-9",
        "DAN": "no tax form: ask for a W-9",
        "EVE": "no threshold in EUR",
        "FAY": "",
        "GUS": "below the threshold",
    }
    assert {total.code for total in year_totals(year=2025) if total.filed} == {"ANN", "FAY"}


def test_an_agent_s_own_totals_are_by_year_and_currency(ann):
    paid(ann, 3_00, on=date(2025, 1, 1))
    paid(ann, 4_00, on=date(2025, 6, 1), returned_on=date(2026, 1, 2))
    paid(ann, 500, on=date(2026, 1, 1), currency="JPY")
    paid(build.agent("EVE"), 9_00, on=date(2025, 1, 1))
    assert tax.paid_to(ann) == [Paid(2026, "JPY", 500), Paid(2025, "USD", 3_00)]


def test_sums_are_by_currency(ann):
    paid(ann, 600_00, on=date(2025, 1, 1))
    paid(ann, 700, on=date(2025, 1, 1), currency="JPY")
    paid(build.agent("BEA"), 1_00, on=date(2025, 1, 1))
    yen, dollars = tax.sums(year_totals(year=2025))
    assert (yen.threshold_minor, yen.agents, yen.reportable, yen.total_minor) == (None, 1, 0, 700)
    assert (dollars.agents, dollars.reportable, dollars.total_minor) == (2, 1, 601_00)


def test_two_queries_however_many_agents(ann, django_assert_num_queries):
    for number in range(5):
        agent = build.agent(f"A{number}")
        paid(agent, 600_00, on=date(2025, 1, 1))
        tax_form(agent)
    with django_assert_num_queries(2):
        assert len(year_totals(year=2025)) == 5


def test_the_migration_brings_the_law_and_changes_nothing_that_is_there():
    from django.apps import apps

    TaxThreshold.objects.filter(from_year=2026).update(amount_minor=1)
    import_module("commissions.migrations.0005_tax_threshold").add(apps, None)
    assert tax.thresholds(year=2026) == {"USD": 1}
