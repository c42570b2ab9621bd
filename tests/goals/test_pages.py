"""Goals on pages: set, seen, cheered, dropped."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model

from commissions.goals.models import Cheer, Goal
from commissions.nights.run import run_through
from mlmsite.lib import clock
from tests import build

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def as_(db, client, monkeypatch):
    """Ann above Bea; Cy beside Bea. `as_("BEA")` is a browser in which Bea is logged in."""
    monkeypatch.setattr(clock, "today", lambda: date(2026, 1, 2))
    build.plan({"name": "Associate", "residual_ppm": 100_000}, {"name": "Top", "customers": 9})
    ann = build.agent("ANN")
    people = {"ANN": ann} | {code: build.agent(code, under=ann) for code in ("BEA", "CY")}
    build.subscription("S1", of=build.customer("C1", of=people["BEA"]))
    run_through(through=build.NEW_YEAR)
    users = {code: build.log_in_for(who, get_user_model()) for code, who in people.items()}

    def log_in(code: str):
        client.force_login(users[code], backend=BACKEND)
        return client

    return log_in


def told(**fields) -> dict:
    return {"month": "2026-01-01", "measure": "customers", "target": "3", "shared": "on"} | fields


def test_a_goal_is_set_and_shown_with_how_far_it_is(as_):
    bea = as_("BEA")
    assert bea.post("/goals/", told()).status_code == 302
    page = bea.get("/goals/").content.decode()
    assert "3 paying customers" in page
    assert "1 paying customer by now, 0 % of the way" in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"target": "many"}, "a whole number above 0"),
        ({"target": "1"}, "You are there already"),
        ({"measure": "income", "target": "0", "currency": "USD"}, "above 0, like 500.00"),
        ({"measure": "income", "target": "5.001", "currency": "USD"}, "above 0, like 500.00"),
        ({"measure": "rank", "target": ""}, "Choose the rank"),
        ({"month": "2031-01-01"}, "not one of the available choices"),
    ],
)
def test_rubbish_is_refused_in_words(as_, fields, said):
    answer = as_("BEA").post("/goals/", told(**fields))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Goal.objects.exists()


def test_the_upline_cheers_and_the_owner_reads_it(as_):
    as_("BEA").post("/goals/", told())
    goal = Goal.objects.get()
    ann = as_("ANN")
    assert "Bea" in ann.get("/goals/team/").content.decode()
    ann.post(f"/goals/{goal.pk}/cheer/", {"words": "Two to go!", "offers_help": "on"})
    page = as_("BEA").get("/goals/").content.decode()
    assert "Two to go!" in page
    assert "offers help" in page


@pytest.mark.parametrize("code", ["CY", "BEA"])
def test_nobody_else_sees_or_cheers_it(as_, code):
    as_("BEA").post("/goals/", told())
    goal = Goal.objects.get()
    other = as_(code)
    assert "3 paying customers" not in other.get("/goals/team/").content.decode()
    assert other.post(f"/goals/{goal.pk}/cheer/", {"words": "Hm"}).status_code == 404
    assert not Cheer.objects.exists()


def test_what_is_not_shared_the_upline_does_not_see(as_):
    bea = as_("BEA")
    fields = told()
    del fields["shared"]
    bea.post("/goals/", fields)
    assert "only you see it" in bea.get("/goals/").content.decode()
    ann = as_("ANN")
    assert "3 paying customers" not in ann.get("/goals/team/").content.decode()
    assert ann.post(f"/goals/{Goal.objects.get().pk}/cheer/", {"words": "Go"}).status_code == 404


def test_only_its_owner_drops_a_goal(as_):
    as_("BEA").post("/goals/", told())
    goal = Goal.objects.get()
    assert as_("ANN").post(f"/goals/{goal.pk}/drop/").status_code == 404
    as_("BEA").post(f"/goals/{goal.pk}/drop/")
    assert not Goal.objects.exists()
