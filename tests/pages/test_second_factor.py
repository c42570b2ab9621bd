"""Administrators have a second factor, and confirm with it what moves money."""

import json
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import get_user_model
from django.core.cache import cache

from commissions.payouts.models import Approval, Batch
from mlmsite.lib import clock
from tests import build
from tests.pages.passkey import Passkey
from tests.payouts import people

PASSWORD = "correct horse"


@pytest.fixture(autouse=True)
def needed(settings, db, monkeypatch):
    settings.STAFF_SECOND_FACTOR = True
    monkeypatch.setattr(people, "PAY_ON", clock.today())
    settings.COMPANY_NAME, settings.COMPANY_IBAN = people.COMPANY, people.COMPANY_IBAN


def administrator(name: str):
    return get_user_model().objects.create_superuser(name, f"{name}@example.com", PASSWORD)


def app_of(user) -> str:
    """Sets up its authenticator app; returns the key."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return secret


def code(secret: str) -> str:
    """What the app shows now; where that is about to go, what it shows then."""
    gone = time.time() % 30
    if gone > 25:
        time.sleep(30 - gone)
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def half_a_minute_later() -> None:
    """The app shows another code. Forgetting that the last one was used comes to the same."""
    cache.clear()


def log_in(client, user) -> object:
    return client.post("/account/login/", {"login": user.email, "password": PASSWORD})


@pytest.fixture
def amy(client):
    """Logged in with password and app."""
    user = administrator("amy")
    user.secret = app_of(user)
    assert log_in(client, user).headers["Location"] == "/account/security/authenticate/"
    there = client.post("/account/security/authenticate/", {"code": code(user.secret)})
    assert there.headers["Location"] == "/"
    return user


def test_staff_without_one_are_led_to_set_one_up_from_everywhere(client):
    log_in(client, administrator("max"))
    for path in ("/", "/office/", "/admin/", "/nowhere/"):
        assert client.get(path).headers["Location"] == "/account/security/"
    answer = client.get("/office/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/account/security/"
    assert client.get("/account/security/").status_code == 200
    assert client.get("/account/password/change/").status_code == 200


def test_distributors_may_do_without(client):
    user = build.log_in_for(build.agent("BEA"), get_user_model(), password=PASSWORD)
    log_in(client, user)
    assert client.get("/").status_code == 200


def test_an_app_is_set_up_with_its_own_code(client):
    user = administrator("max")
    log_in(client, user)
    asked = client.get("/account/security/totp/activate/", follow=True)
    assert "Confirm that it is you" in asked.content.decode()
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/account/security/totp/activate/")
    assert '<svg width="' in page.content.decode()
    secret = page.context["form"].secret
    client.post("/account/security/totp/activate/", {"code": code(secret)})
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    assert client.get("/office/").status_code == 200


def test_the_password_alone_does_not_get_in(client):
    user = administrator("max")
    app_of(user)
    log_in(client, user)
    assert client.get("/office/").headers["Location"].startswith("/account/login/")
    client.post("/account/security/authenticate/", {"code": "000000"})
    assert client.get("/office/").headers["Location"].startswith("/account/login/")


def test_approving_asks_for_it_again_after_a_while(amy, client, settings):
    people.payable("BEA", 100_00)
    batch = people.submitted()
    at = f"/office/batches/{batch.pk}/"
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= settings.SECOND_FACTOR_MINUTES * 60 + 1
    session.save()
    referer = f"http://testserver{at}?state=pending"
    asked = client.post(f"{at}approve/", headers={"Referer": referer})
    assert asked.headers["Location"].startswith("/account/security/reauthenticate/?next=")
    batch.refresh_from_db()
    assert batch.state == Batch.State.SUBMITTED
    half_a_minute_later()
    told = {"code": code(amy.secret), "next": f"{at}?state=pending"}
    there = client.post("/account/security/reauthenticate/", told)
    assert there.headers["Location"] == f"{at}?state=pending"
    client.post(f"{at}approve/", {"items": batch.items_sha256})
    batch.refresh_from_db()
    assert batch.state == Batch.State.APPROVED


def test_who_has_a_passkey_only_is_asked_for_that(client):
    """And only its own key will do."""
    zoe = administrator("zoe")
    passkey, other = Passkey(zoe), Passkey(administrator("eve"))
    client.force_login(zoe, backend="django.contrib.auth.backends.ModelBackend")
    people.payable("BEA", 100_00)
    batch = people.submitted()
    at, ask = f"/office/batches/{batch.pk}/", "/account/security/webauthn/reauthenticate/"
    items = {"items": batch.items_sha256}
    asked = client.post(f"{at}approve/", items, headers={"Referer": f"http://testserver{at}"})
    assert asked.headers["Location"].startswith(f"{ask}?next=")
    for key, there in ((other, "/account/login/"), (passkey, at)):
        assert not Approval.objects.exists()
        wanted = client.get(ask).context["js_data"]["request_options"]["publicKey"]["challenge"]
        told = {"credential": json.dumps(key.signed(wanted)), "next": at}
        assert client.post(ask, told).headers["Location"] == there
        answer = client.post(f"{at}approve/", items)
    assert answer.headers["Location"] == at
    assert Approval.objects.get().approver == zoe


@pytest.mark.parametrize("referer", ["https://evil.example/x", "", "//evil.example"])
def test_it_never_leads_to_another_site(amy, client, referer):
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    asked = client.post("/office/drafts/", headers={"Referer": referer})
    assert asked.headers["Location"].endswith("?next=%2F")


def test_a_distributor_confirms_with_a_code_of_its_app_once(client):
    user = build.log_in_for(build.agent("BEA"), get_user_model(), password=PASSWORD)
    secret = app_of(user)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    method = {"holder": "Bea", "iban": people.IBAN, "secret": code(secret)}
    assert client.post("/payouts/method/sepa/", method).status_code == 302
    assert client.post("/payouts/method/sepa/", method).status_code == 422
    assert client.post("/payouts/method/sepa/", method | {"secret": PASSWORD}).status_code == 302


def test_the_administration_has_no_log_in_of_its_own(client):
    there = client.get("/admin/login/?next=/admin/").headers["Location"]
    assert there == "/account/login/?next=%2Fadmin%2F"
