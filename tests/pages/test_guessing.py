"""Who has the password, or the session, doesn't get on by guessing, replaying or asking around."""

import time

import pytest
from allauth.mfa.models import Authenticator
from auditlog.models import LogEntry
from axes.models import AccessAttempt, AccessFailureLog
from django.contrib.auth import get_user_model
from django.core.cache import cache

from agents.logins import open_login
from tests import build
from tests.pages.test_second_factor import PASSWORD, app_of, code
from tests.payouts import people

METHOD = "/payouts/method/sepa/"
SECURITY = "/account/security/"
BACKEND = "django.contrib.auth.backends.ModelBackend"
NEVER = "abcdef"  # No code, so it is wrong in every half minute.


@pytest.fixture(autouse=True)
def nothing_counted_yet():
    cache.clear()


@pytest.fixture
def bea(db):
    user = build.log_in_for(build.agent("BEA"), get_user_model(), password=PASSWORD)
    user.secret = app_of(user)
    return user


def with_password(client, user):
    return client.post("/account/login/", {"login": user.email, "password": PASSWORD})


def at_half_minute(monkeypatch, *, later: int) -> None:
    """Moves the clock: so many seconds after the beginning of a half minute."""
    start = int(time.time()) // 30 * 30
    monkeypatch.setattr(time, "time", lambda: start + later)


def test_codes_are_not_guessed_after_the_password(bea, client, monkeypatch):
    at_half_minute(monkeypatch, later=1)
    with_password(client, bea)
    for _ in range(5):
        client.post(f"{SECURITY}authenticate/", {"code": NEVER})
    answer = client.post(f"{SECURITY}authenticate/", {"code": code(bea.secret)})
    assert "Too many failed login attempts" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_code_that_was_seen_is_of_no_more_use(bea, client, monkeypatch):
    at_half_minute(monkeypatch, later=1)
    seen = code(bea.secret)
    with_password(client, bea)
    assert client.post(f"{SECURITY}authenticate/", {"code": seen}).status_code == 302
    for later in (20, 32, 45, 58):
        client.logout()
        at_half_minute(monkeypatch, later=later)
        with_password(client, bea)
        client.post(f"{SECURITY}authenticate/", {"code": seen})
        assert "_auth_user_id" not in client.session, later


def test_passwords_wrong_elsewhere_do_not_stop_the_victim(bea, client):
    wrong = {"login": bea.email, "password": "wrong"}
    for last in range(1, 9):
        client.post("/account/login/", wrong, REMOTE_ADDR=f"198.51.100.{last}")
    assert with_password(client, bea).headers["Location"] == f"{SECURITY}authenticate/"


def form(secret: str) -> dict:
    return {"holder": "Bea", "iban": people.IBAN, "secret": secret}


def test_codes_are_not_guessed_at_the_form_for_a_bank_account(bea, client, monkeypatch):
    at_half_minute(monkeypatch, later=1)
    client.force_login(bea, backend=BACKEND)
    for number in range(6):
        client.post(METHOD, form(f"{number:06}"), REMOTE_ADDR="192.0.2.1")
    answer = client.post(METHOD, form(code(bea.secret)), REMOTE_ADDR="192.0.2.1")
    assert answer.status_code == 429


def test_who_is_locked_out_by_passwords_is_refused_with_a_code_too(bea, client, monkeypatch):
    at_half_minute(monkeypatch, later=1)
    client.force_login(bea, backend=BACKEND)
    for number in range(5):
        client.post(METHOD, form(f"guess {number}"), REMOTE_ADDR="192.0.2.1")
    answer = client.post(METHOD, form(code(bea.secret)), REMOTE_ADDR="192.0.2.1")
    assert answer.status_code == 429


def test_a_refused_form_leaves_neither_account_nor_secret_behind(bea, client):
    client.force_login(bea, backend=BACKEND)
    client.post(METHOD, form("my other password"), REMOTE_ADDR="192.0.2.1")
    kept = AccessAttempt.objects.get()
    assert people.IBAN not in kept.post_data
    assert "my other password" not in kept.post_data


def test_the_password_alone_does_not_take_the_second_factor_away(bea, client):
    client.force_login(bea, backend=BACKEND)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.post(f"{SECURITY}totp/deactivate/")
    assert Authenticator.objects.filter(user=bea, type="totp").exists()


def test_who_has_no_second_factor_confirms_with_the_password(db, client):
    cy = build.log_in_for(build.agent("CY"), get_user_model(), password=PASSWORD)
    client.force_login(cy, backend=BACKEND)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert client.get(f"{SECURITY}totp/activate/").status_code == 200


def test_no_part_of_a_password_is_in_the_audit_log(bea):
    before = bea.password
    bea.set_password("another one")
    bea.save()
    entry = LogEntry.objects.filter(content_type__model="user").latest("pk")
    kept = str(entry.changes["password"])
    assert not [hash_ for hash_ in (before, bea.password) if hash_[-8:] in kept]


def test_that_a_log_in_was_opened_is_on_record_with_its_agent(db):
    open_login(build.agent("DAN"), site="https://example.com")
    entry = LogEntry.objects.filter(content_type__model="agent").latest("pk")
    assert list(entry.changes) == ["user"]


def test_failed_log_ins_stay_on_record(bea, client):
    client.post("/account/login/", {"login": bea.email, "password": "wrong"})
    assert AccessFailureLog.objects.get().username == bea.email
