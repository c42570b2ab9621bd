"""What an agent's pages show of others: names and totals, and nothing of their customers."""

import pytest
from django.contrib.auth import get_user_model

from agents import preferences
from agents.models import Agent
from commissions.nights.run import run_through
from tests import build


@pytest.fixture
def as_ann(db, client):
    """Ann above Bea above Dan, and Eve apart; everyone has a customer."""
    build.plan()
    ann = build.agent("ANN", name="Ann Above")
    bea = build.agent("BEA", under=ann, name="Bea Below")
    dan = build.agent("DAN", under=bea, name="Dan Deeper")
    for number, who in enumerate((ann, bea, dan, build.agent("EVE", name="Eve Elsewhere"))):
        build.subscription(f"S{number}", of=build.customer(f"C{number}", of=who))
    run_through(through=build.NEW_YEAR)
    user = build.log_in_for(ann, get_user_model())
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return lambda path: client.get(path).content.decode()


def test_the_address_of_who_shares_it_is_shown_and_of_nobody_else(as_ann):
    preferences.change(Agent.objects.get(code="DAN"), shares_contact=True)
    assert "bea@" not in as_ann("/team/BEA/")
    assert "dan@example.com" in as_ann("/team/DAN/").replace("<wbr>", "")
    preferences.change(Agent.objects.get(code="DAN"), shares_contact=False)
    assert "dan@" not in as_ann("/team/DAN/")


def test_a_search_finds_nobody_outside_of_the_team(as_ann):
    assert "Dan Deeper" in as_ann("/team/?q=deep")
    assert "Eve Elsewhere" not in as_ann("/team/?q=e")


def test_only_the_own_customers_are_shown(as_ann):
    page = as_ann("/customers/")
    assert "Customer C0" in page
    assert not any(name in page for name in ("Customer C1", "Customer C2", "Customer C3"))


def test_lines_name_the_own_customers_and_nobody_else_s(as_ann):
    from commissions.ledger.models import Transfer

    paid = Transfer.objects.get(credit__agent__code="ANN")
    page = as_ann(f"/earnings/{paid.pk}/")
    assert "S1@2026-01-01" in page
    assert "Customer C0" in page
    assert "Customer C1" not in page
