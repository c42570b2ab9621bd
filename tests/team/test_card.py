"""A person's card: what nights decided, month by month."""

from datetime import date

from agents.models import Agent
from commissions.nights.run import run_through
from commissions.team import card
from tests import build


def test_the_months_are_those_of_the_last_night_in_each(bea, client):
    """From March on a plan in which the second rank has another name, and Dan loses a customer."""
    dan = Agent.objects.get(code="DAN")
    lost = dan.customers.get().subscriptions.get()
    lost.ended_on = date(2026, 2, 1)
    lost.save()
    build.plan(
        {"name": "Member"},
        {"name": "Chief", "group_volume": 40},
        effective_from=date(2026, 3, 1),
        active_volume=20,
    )
    night = date(2026, 3, 5)
    run_through(through=night)
    months = card.months(dan, night=night)
    assert [(month.day, month.rank, month.standing.gv) for month in months] == [
        (night, "Chief", 40),
        (date(2026, 2, 28), "Associate", 40),
        (date(2026, 1, 31), "Leader", 60),
    ]
    page = client.get("/team/DAN/").content.decode()
    assert "February 2026" in page
    assert "March 2026" in page


def test_no_more_than_a_year_is_shown(bea):
    months = card.months(Agent.objects.get(code="DAN"), night=date(2028, 6, 15))
    assert [month.day for month in months][:2] == [date(2028, 6, 15), date(2028, 5, 31)]
    assert len(months) == 12


def test_who_is_new_has_no_months_and_the_card_says_why(bea, client):
    page = client.get("/team/HAL/").content.decode()
    assert "Joined after the last night" in page
    assert "Month by month" not in page


def test_it_says_who_recruited_whom_and_how_far_down(bea, client):
    page = client.get("/team/GUS/").content.decode()
    assert "<dt>Level below me</dt><dd>3</dd>" in page
    assert '<a href="/team/FAY/">Fay Far</a>' in page
    assert "<dt>Recruits</dt><dd>1</dd>" in client.get("/team/FAY/").content.decode()


def test_my_own_card_tells_nothing_of_my_sponsor(bea, client):
    page = client.get("/team/BEA/").content.decode()
    assert "Ann" not in page
    assert "Recruited by" not in page
