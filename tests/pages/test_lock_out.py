"""Who guesses passwords is locked out, where it guesses, and nobody else."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import get_user_model
from django.core import mail

from tests import build

PASSWORD = "correct horse"


@pytest.fixture
def bea(db):
    return build.log_in_for(build.agent("BEA"), get_user_model(), password=PASSWORD)


def log_in(client, login: str, password: str = PASSWORD, address: str = "192.0.2.1", **headers):
    told = {"login": login, "password": password}
    return client.post("/account/login/", told, REMOTE_ADDR=address, headers=headers)


@pytest.fixture
def locked(bea, client):
    for number in range(5):
        answer = log_in(client, bea.email, f"guess {number}")
    assert answer.status_code == 429
    return bea


def test_then_the_right_password_is_refused_too_and_the_page_says_what_to_do(locked, client):
    answer = log_in(client, locked.email.upper())
    assert answer.status_code == 429
    assert "Too many wrong passwords" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_new_password_can_be_asked_for_meanwhile(locked, client):
    client.post("/account/password/reset/", {"email": locked.email})
    assert mail.outbox[0].to == [locked.email]


def test_after_a_quarter_of_an_hour_it_is_over(locked, client, settings):
    for attempt in AccessAttempt.objects.all():
        attempt.attempt_time -= settings.AXES_COOLOFF_TIME + timedelta(seconds=1)
        attempt.save()
    assert log_in(client, locked.email).status_code == 302


def test_from_another_address_the_victim_still_gets_in(locked, client):
    assert log_in(client, locked.email, address="198.51.100.7").status_code == 302


def test_somebody_else_gets_in_from_there(locked, client):
    eve = build.log_in_for(build.agent("EVE"), get_user_model(), password=PASSWORD)
    assert log_in(client, eve.email).status_code == 302


def test_four_wrong_ones_and_the_right_one_begin_anew(bea, client):
    for _ in range(2):
        for number in range(4):
            assert log_in(client, bea.email, f"guess {number}").status_code == 200
        assert log_in(client, bea.email).status_code == 302
        client.logout()


def test_an_invented_forwarding_does_not_help(bea, client):
    for number in range(5):
        forwarded = {"X-Forwarded-For": f"203.0.113.{number}"}
        answer = log_in(client, bea.email, f"guess {number}", **forwarded)
    assert answer.status_code == 429


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(bea, client, settings):
    settings.PROXIES = 1
    for number in range(5):
        seen = {"X-Forwarded-For": f"10.0.0.{number}, 203.0.113.9"}
        answer = log_in(client, bea.email, f"guess {number}", **seen)
    assert answer.status_code == 429
    elsewhere = {"X-Forwarded-For": "203.0.113.10"}
    assert log_in(client, bea.email, **elsewhere).status_code == 302


def test_guessing_at_the_form_for_a_bank_account_counts_too(bea, client):
    client.force_login(bea, backend="django.contrib.auth.backends.ModelBackend")
    form = {"holder": "Bea", "iban": "DE89370400440532013000"}
    said = [
        client.post(
            "/payouts/method/sepa/", form | {"secret": f"{number}"}, REMOTE_ADDR="192.0.2.1"
        ).status_code
        for number in range(5)
    ]
    assert said == [422, 422, 422, 422, 429]
