"""An administrator moves an agent: reason, preview, confirmation, record."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse

from agents.models import Agent, Move
from commissions.nights.run import run_through
from tests import build
from tests.nights import company

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def admin(db, client):
    company.found()
    run_through(through=date(2026, 1, 2))
    user = get_user_model().objects.create_superuser("root", "root@example.com", "x")
    client.force_login(user, backend=BACKEND)
    return client


def address(name: str, code: str = "DAN") -> str:
    return reverse(f"admin:agents_agent_{name}", args=[Agent.objects.get(code=code).pk])


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_the_agent_s_page_leads_to_both(admin):
    said = text(admin.get(address("change")))
    assert address("move") in said and address("upline") in said


def test_first_it_shows_what_the_next_night_would_pay(admin):
    answer = admin.post(address("move"), {"code": "ANN", "reason": "Ann recruited him"})
    said = text(answer)
    assert answer.status_code == 200
    assert 'The night of <time datetime="2026-01-03">' in said
    assert "1 gain, 1 lose" in said
    assert "Move DAN under ANN" in said
    assert not Move.objects.exists()


def test_confirmed_it_moves_and_stays_on_record(admin):
    sent = {"code": "ANN", "reason": "Ann recruited him", "confirm": "yes"}
    answer = admin.post(address("move"), sent, follow=True)
    assert "DAN now stands under ANN; the next night sees it." in text(answer)
    moved = Move.objects.get()
    assert (moved.agent.code, moved.from_sponsor.code, moved.to_sponsor.code) == (
        *("DAN", "BEA"),
        "ANN",
    )
    assert (moved.moved_by.username, moved.reason) == ("root", "Ann recruited him")
    said = text(admin.get(address("upline")))
    assert "the next one" in said and "Ann recruited him" in said


@pytest.mark.parametrize(
    ("agent", "code", "said"),
    [
        ("ANN", "DAN", "DAN stands in the downline of ANN"),
        ("ANN", "ANN", "ANN stands in the downline of ANN"),
        ("DAN", "BEA", "BEA is the sponsor of DAN already"),
        ("DAN", "NOBODY", "No agent has the code NOBODY"),
        ("DAN", "EVE", "EVE is terminated"),
        ("DAN", "", "This field is required"),
    ],
)
def test_a_place_that_makes_no_sense_is_refused(admin, agent, code, said):
    build.agent("EVE", status="terminated")
    answer = admin.post(address("move", agent), {"code": code, "reason": "x", "confirm": "yes"})
    assert answer.status_code == 422
    assert said in text(answer).replace("&#x27;", "'")
    assert not Move.objects.exists()


def test_without_a_reason_nothing_moves(admin):
    answer = admin.post(address("move"), {"code": "ANN", "reason": " ", "confirm": "yes"})
    assert answer.status_code == 422
    assert not Move.objects.exists()


def test_a_move_that_changes_no_pay_says_so(admin):
    build.agent("ZED", under=Agent.objects.get(code="DAN"))
    answer = admin.post(address("move", "ZED"), {"code": "ANN", "reason": "x"})
    assert "would pay everybody the same" in text(answer)


def test_who_was_above_on_a_day_is_asked_for_by_date(admin):
    said = text(admin.get(address("upline"), {"on": "2026-01-01"}))
    assert said.index(">BEA Bea<") < said.index(">ANN Ann<")
    assert "under the same sponsor since it joined" in said
    assert "it had no sponsor" in text(admin.get(address("upline", "ANN")))
    assert admin.get(address("upline"), {"on": "yesterday"}).status_code == 422


@pytest.mark.parametrize("name", ["move", "upline"])
def test_only_who_may_change_agents_may_see_it(admin, name):
    user = get_user_model().objects.create_user("eve", is_staff=True)
    admin.force_login(user, backend=BACKEND)
    assert admin.get(address(name)).status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="change_agent"))
    assert admin.get(address(name)).status_code == 200
    admin.logout()
    assert admin.get(address(name)).status_code == 302
