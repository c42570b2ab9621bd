"""The dashboard's figures, and what it says to whom."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model

from agents.models import Agent
from commissions.nights import earnings
from commissions.nights.run import run_through
from mlmsite.lib import clock
from tests import build

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def bea(db):
    """Below Ann, above Dan; she and Dan have a customer each."""
    build.plan(
        {"name": "Associate", "residual_ppm": 100_000, "levels_ppm": [50_000]},
        {"name": "Builder", "residual_ppm": 100_000, "personal_volume": 60, "legs": 1},
        active_volume=20,
        hold_days=14,
    )
    bea = build.agent("BEA", under=build.agent("ANN"))
    dan = build.agent("DAN", under=bea)
    build.subscription("S1", of=build.customer("C1", of=bea))
    build.subscription("S2", of=build.customer("C2", of=dan), price="30.01")
    return bea


@pytest.fixture
def dashboard(bea, client, monkeypatch):
    def shown(today: date = date(2026, 1, 2)) -> str:
        monkeypatch.setattr(clock, "today", lambda: today)
        return client.get("/").content.decode()

    user = build.log_in_for(bea, get_user_model())
    client.force_login(user, backend=MODEL_BACKEND)
    return shown


def test_before_the_first_night_it_says_what_is_to_come(dashboard):
    page = dashboard()
    assert "The first night is still to come" in page
    assert "Next rank" not in page


def test_balance_what_is_held_and_until_when(dashboard):
    run_through(through=build.NEW_YEAR)
    page = dashboard()
    assert "Available in USD" in page
    # 10 % of 22.00 and 5 % of 30.01 (exactly 3.7005) are held for 14 days from 1 January on.
    assert page.count("3.70 <") >= 2
    assert '<time datetime="2026-01-15">15 Jan 2026</time>' in page
    assert "Held" not in dashboard(date(2026, 1, 15))


def test_this_month_by_kind_with_all_decimals_in_the_title(dashboard):
    run_through(through=build.NEW_YEAR)
    page = dashboard()
    assert "January 2026, through" in page
    assert 'title="2.20000000 USD">2.20' in page
    assert 'title="1.50050000 USD">1.50' in page


def test_the_next_rank_and_what_it_still_needs(dashboard):
    run_through(through=build.NEW_YEAR)
    page = dashboard()
    assert "Next rank: Builder" in page
    assert "20 of 60" in page
    assert '<progress max="60" value="20" aria-labelledby="rank-personal_volume">' in page
    assert "legs that hold at least one Associate" in page
    assert ">active<" in page


def test_who_is_not_active_sees_what_is_missing(dashboard):
    run_through(through=date(2026, 2, 1))
    Agent.objects.get(code="BEA").customers.get().subscriptions.update(ended_on=date(2026, 2, 1))
    run_through(through=date(2026, 3, 1))
    page = dashboard(date(2026, 3, 2))
    assert "not active" in page
    assert "0 of 20" in page


@pytest.mark.parametrize(
    ("status", "said"),
    [("suspended", "your payouts are held"), ("terminated", "it earns nothing any more")],
)
def test_suspended_and_terminated_agents_are_told(dashboard, bea, status, said):
    run_through(through=build.NEW_YEAR)
    Agent.objects.filter(pk=bea.pk).update(status=status)
    assert said in dashboard()


def test_a_night_with_a_clawback_links_both_transfers(dashboard, bea):
    run_through(through=build.NEW_YEAR)
    charge = bea.customers.get().subscriptions.get().charges.get()
    build.refund(charge, "11.00", on=date(2026, 1, 2))
    run_through(through=date(2026, 1, 2))
    page = dashboard(date(2026, 1, 3))
    assert "\N{MINUS SIGN}1.10 <" in page
    [second, first] = earnings.last_nights(bea)
    assert [t.signed_minor for t in second.clawbacks] == [-110]
    assert [t.signed_minor for t in first.earned] == [370]
    for transfer in (*second.clawbacks, *first.earned):
        assert f'href="/earnings/{transfer.pk}/"' in page


@pytest.mark.parametrize(("may_pay_out", "there"), [(True, "/office/"), (False, "/admin/")])
def test_staff_without_an_agent_go_where_they_may(db, client, may_pay_out, there):
    staff = get_user_model().objects.create_user(
        "root", "root@example.com", "x", is_staff=True, is_superuser=may_pay_out
    )
    client.force_login(staff, backend=MODEL_BACKEND)
    assert client.get("/").headers["Location"] == there


def test_a_log_in_without_an_agent_is_told_so(db, client):
    user = get_user_model().objects.create_user("someone", "someone@example.com", "x")
    client.force_login(user, backend=MODEL_BACKEND)
    answer = client.get("/")
    assert answer.status_code == 403
    assert "connected to a distributor" in answer.content.decode()


def test_nothing_of_it_is_kept_in_a_cache(dashboard, client):
    assert "no-store" in client.get("/").headers["Cache-Control"]


def test_a_part_of_a_page_asked_for_after_the_log_in_ended_loads_the_page_anew(db, client):
    answer = client.get("/team/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"
    assert answer.content == b""
