"""A write that is sent twice is done once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from agents.models import Agent
from agents.programs import keys, once
from agents.programs.models import Answered
from agents.programs.scopes import SCOPES
from mlmsite.lib import turns
from tests.api.conftest import Api
from tests.threads import together

KEY = {"HTTP_IDEMPOTENCY_KEY": "order-1"}


def new(code: str, **more) -> dict:
    return {"code": code, "name": code.title(), "email": f"{code.lower()}@example.com"} | more


@pytest.fixture
def shop(api):
    return api("staff")


def test_sent_again_it_is_answered_again_and_not_done_again(shop):
    first = shop.post("/agents", new("NEW"), **KEY)
    again = shop.post("/agents", new("NEW"), **KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["Location"] == first.headers["Location"]
    assert "Idempotent-Replayed" not in first.headers
    assert Agent.objects.filter(code="NEW").count() == 1


def test_with_another_body_it_is_refused(shop):
    shop.post("/agents", new("NEW"), **KEY)
    answer = shop.post("/agents", new("OTHER"), **KEY)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert not Agent.objects.filter(code="OTHER").exists()


def test_another_path_or_another_principal_is_another_thing(shop, api):
    customer = {"ref": "N1", "agent": "BEA", "name": "Nora", "email": "nora@example.net"}
    assert shop.post("/agents", new("NEW"), **KEY).status_code == 201
    assert shop.post("/customers", customer, **KEY).status_code == 201
    assert api("staff").post("/agents", new("OTHER"), **KEY).status_code == 201


def test_what_was_refused_can_be_mended_under_the_same_key(shop):
    assert shop.post("/agents", new("NEW", email="rubbish"), **KEY).status_code == 400
    assert Answered.objects.count() == 0
    assert shop.post("/agents", new("NEW"), **KEY).status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 256, "a b", "ä"])
def test_a_key_that_is_none_is_refused(shop, key):
    assert shop.post("/agents", new("NEW"), HTTP_IDEMPOTENCY_KEY=key).status_code == 400


def test_the_answer_goes_with_its_effect(shop, monkeypatch):
    """Whatever fails after the effect, neither is kept."""

    def fails(*_):
        raise RuntimeError("cut off")

    monkeypatch.setattr(once, "end", fails)
    with pytest.raises(RuntimeError):
        shop.post("/agents", new("NEW"), **KEY)
    assert not Agent.objects.filter(code="NEW").exists()
    assert Answered.objects.count() == 0


def test_a_secret_in_an_answer_is_not_kept_in_clear(shop, settings):
    settings.HOOKS_TO_PRIVATE = True
    told = {"url": "http://127.0.0.1:1/", "types": ["payout.paid"]}
    first = shop.post("/webhook_endpoints", told, **KEY).json()
    assert shop.post("/webhook_endpoints", told, **KEY).json() == first
    assert first["secret"] not in str(vars(Answered.objects.get()))


def test_answers_are_kept_for_two_days(shop):
    shop.post("/agents", new("NEW"), **KEY)
    now = timezone.now()
    assert once.forget(at=now + timedelta(hours=47)) == 0
    assert once.forget(at=now + timedelta(hours=49)) == 1


@pytest.fixture
def send(transactional_db, django_user_model):
    """Enrols an agent under one Idempotency-Key, as a program in a thread of its own would."""
    user = django_user_model.objects.create_superuser("root", "root@example.com", "x")
    _, text = keys.make(user, name="x", scopes=list(SCOPES), at=timezone.now())
    answers = []

    def send() -> None:
        client = Api()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
        answers.append(client.post("/agents", new("NEW"), **KEY))

    send.answers = answers
    return send


def test_eight_at_once_are_done_once(send):
    assert together(*[send] * 8) == []
    statuses = [answer.status_code for answer in send.answers]
    assert 201 in statuses
    assert set(statuses) <= {201, 409}
    assert {a.json()["code"] for a in send.answers if a.status_code == 409} <= {"under_way"}
    assert Agent.objects.filter(code="NEW").count() == 1
    assert Answered.objects.count() == 1


def test_without_the_turn_two_at_once_both_begin(send, monkeypatch):
    """What the turn prevents: both look before either has answered, and one fails in the end."""
    if connection.vendor == "sqlite":
        pytest.skip("PostgreSQL only")
    monkeypatch.setattr(turns, "taken_at_once", lambda _: True)
    raised = []
    for _ in range(20):
        Agent.objects.filter(code="NEW").delete()
        Answered.objects.all().delete()
        raised += together(*[send] * 4)
        if raised:
            break
    assert any("unique" in str(error) for error in raised)
