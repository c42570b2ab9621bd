"""Keys are made, shown once, revoked on a page; third parties are let in by OAuth 2 with PKCE."""

import re
from base64 import urlsafe_b64encode
from hashlib import sha256
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from oauth2_provider.models import AccessToken, Application

from agents.programs.models import Key
from tests.api.conftest import Api
from tests.pages.test_second_factor import app_of

BACKEND = "django.contrib.auth.backends.ModelBackend"
THERE = "https://party.example/back"
VERIFIER = "v" * 64
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


@pytest.fixture
def bea(company, client):
    users, _ = company
    client.force_login(users["agent"], backend=BACKEND)
    return client


def told(**more) -> dict:
    return {
        "name": "My app",
        "days": "90",
        "scopes": ["money:read"],
        "secret": "correct horse",
    } | more


def bearer(text: str) -> Api:
    program = Api()
    program.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
    return program


def test_a_key_is_shown_once_works_and_is_revoked(bea):
    page = bea.post("/programs/", told()).content.decode()
    text = re.search(r'value="(mlm_[^"]+)"', page)[1]
    assert text not in bea.get("/programs/").content.decode()
    assert bearer(text).get("/transfers").status_code == 200
    assert bearer(text).get("/agents").json()["code"] == "scope_missing"
    assert "Last used" in bea.get("/programs/").content.decode()
    bea.post(f"/programs/{Key.objects.get().pk}/revoke/")
    assert bearer(text).get("/transfers").status_code == 401
    assert "My app" not in bea.get("/programs/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": "guessed"},
        {"scopes": []},
        {"scopes": ["sales:write"]},
        {"name": ""},
        {"days": "10000"},
    ],
)
def test_what_is_wrong_makes_no_key(bea, wrong):
    assert bea.post("/programs/", told(**wrong)).status_code == 422
    assert Key.objects.count() == 0


def test_nobody_revokes_another_s(bea, company, client):
    bea.post("/programs/", told())
    users, _ = company
    client.force_login(users["upline"], backend=BACKEND)
    assert client.post(f"/programs/{Key.objects.get().pk}/revoke/").status_code == 404
    assert Key.objects.get().revoked_at is None


def test_an_administrator_s_key_asks_for_the_second_factor(company, client, settings):
    users, _ = company
    app_of(users["staff"])
    client.force_login(users["staff"], backend=BACKEND)
    settings.STAFF_SECOND_FACTOR = True
    answer = client.post("/programs/", told(secret="x"))
    assert answer.status_code == 302
    assert "reauthenticate" in answer.headers["Location"]
    assert Key.objects.count() == 0


@pytest.fixture
def party(db):
    return Application.objects.create(
        name="Party",
        client_type=Application.CLIENT_PUBLIC,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
        redirect_uris=THERE,
    )


def asked(party, **more) -> str:
    query = {
        "response_type": "code",
        "client_id": party.client_id,
        "redirect_uri": THERE,
        "scope": "money:read desk:read",
        "state": "s",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    } | more
    return "/oauth/authorize/?" + urlencode({k: v for k, v in query.items() if v})


def allowed(bea, party) -> dict:
    """The token that the party gets."""
    page = bea.get(asked(party))
    fields = dict(re.findall(r'name="([a-z_]+)" value="([^"]*)"', page.content.decode()))
    fields.pop("csrfmiddlewaretoken", None)
    answer = bea.post(asked(party), fields | {"allow": "true"})
    code = parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]
    return bea.post(
        "/oauth/token/",
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": THERE,
            "client_id": party.client_id,
            "code_verifier": VERIFIER,
        },
    ).json()


def test_a_party_is_let_in_asks_and_is_shut_out(bea, party):
    page = bea.get(asked(party))
    assert "See commissions, balances" in page.content.decode()
    assert "form-action 'self' https://party.example" in page.headers["Content-Security-Policy"]
    token = allowed(bea, party)
    program = bearer(token["access_token"])
    assert program.get("/me").json()["scopes"] == ["desk:read", "money:read"]
    assert program.get("/transfers").status_code == 200
    assert program.get("/agents").json()["code"] == "scope_missing"
    assert "Party" in bea.get("/programs/").content.decode()
    bea.post(f"/programs/party/{party.pk}/")
    assert program.get("/transfers").status_code == 401
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"code_challenge": ""},
        {"redirect_uri": "https://evil.example/back"},
        {"scope": "sales:write"},
        {"client_id": "x"},
    ],
)
def test_who_asks_in_a_wrong_way_gets_no_code(bea, party, wrong):
    answer = bea.get(asked(party, **wrong))
    assert "code=" not in answer.headers.get("Location", "")
    assert answer.status_code in {302, 400}
    assert "evil" not in answer.headers.get("Content-Security-Policy", "")


def test_an_administrator_s_token_is_none(company, client, party):
    users, _ = company
    client.force_login(users["staff"], backend=BACKEND)
    token = allowed(client, party)
    assert bearer(token["access_token"]).get("/transfers").status_code == 401
