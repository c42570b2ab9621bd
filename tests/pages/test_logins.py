"""Opening a log-in: the mail, the link in it, and who is refused."""

import re
from functools import partial

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.management import CommandError, call_command

from agents.logins import AgentTerminated, EmailTaken, HasLogin, MailNotSent, open_login
from tests import build
from tests.threads import together

SITE = "https://example.com"
PASSWORD = "battery staple correct"


def link() -> str:
    return re.search(
        r"https://example\.com(/account/password/reset/key/\S+)", mail.outbox[-1].body
    )[1]


def log_in(client, email: str, password: str):
    return client.post("/account/login/", {"login": email, "password": password})


def test_the_mailed_link_leads_to_a_password_and_that_to_the_dashboard(db, client):
    bea = build.agent("BEA")
    open_login(bea, site=SITE)
    assert mail.outbox[0].to == ["bea@example.com"]
    form = client.get(link(), follow=True)
    assert "Choose a password" in form.content.decode()
    chosen = {"password1": PASSWORD, "password2": PASSWORD}
    done = client.post(form.redirect_chain[-1][0], chosen, follow=True)
    assert "Your password is saved" in done.content.decode()
    assert log_in(client, "bea@example.com", PASSWORD).headers["Location"] == "/"
    assert "Hello, Bea" in client.get("/").content.decode()


def test_the_link_works_once(db, client):
    open_login(build.agent("BEA"), site=SITE)
    form = client.get(link(), follow=True)
    chosen = {"password1": PASSWORD, "password2": PASSWORD}
    client.post(form.redirect_chain[-1][0], chosen)
    assert "This link is used up" in client.get(link(), follow=True).content.decode()


def test_nobody_logs_in_before_choosing_a_password(db, client):
    open_login(build.agent("BEA"), site=SITE)
    assert log_in(client, "bea@example.com", "").status_code == 200
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up_alone(db, client):
    answer = client.post("/account/signup/", {"email": "eve@example.com", "password1": PASSWORD})
    assert "opened by your company" in answer.content.decode()
    assert not get_user_model().objects.exists()


def test_a_second_log_in_is_refused(db):
    bea = build.agent("BEA")
    open_login(bea, site=SITE)
    with pytest.raises(HasLogin, match="BEA has a log-in already"):
        open_login(bea, site=SITE)
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_refused():
    bea = build.agent("BEA")
    [refused] = together(*[partial(open_login, bea, site=SITE)] * 2)
    assert isinstance(refused, HasLogin)
    assert get_user_model().objects.count() == 1


def test_a_terminated_agent_is_refused(db):
    with pytest.raises(AgentTerminated, match="BEA is terminated"):
        open_login(build.agent("BEA", status="terminated"), site=SITE)


def test_an_address_that_logs_somebody_else_in_is_refused(db):
    open_login(build.agent("BEA"), site=SITE)
    cy = build.agent("CY", email="Bea@Example.com")
    with pytest.raises(EmailTaken, match="another log-in has that e-mail address"):
        open_login(cy, site=SITE)
    cy.refresh_from_db()
    assert cy.user is None


def test_without_the_mail_there_is_no_log_in(db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    bea = build.agent("BEA")
    with pytest.raises(MailNotSent, match="could not be sent"):
        open_login(bea, site=SITE)
    bea.refresh_from_db()
    assert bea.user is None
    assert not get_user_model().objects.exists()


def test_invite_tells_who_got_one_and_who_did_not(db, capsys):
    build.agent("BEA")
    build.agent("CY", status="terminated")
    with pytest.raises(CommandError, match="2 of 3"):
        call_command("invite", "CY", "NOBODY", "BEA", "--site", SITE)
    told = capsys.readouterr()
    assert told.out == "BEA: mailed to bea@example.com\n"
    assert "CY is terminated" in told.err
    assert "No agent has the code NOBODY" in told.err


@pytest.mark.parametrize(
    ("hosts", "https", "debug", "site"),
    [
        (["localhost"], False, True, "http://localhost:8000"),
        (["a.example.com", "b.example.com"], True, False, "https://a.example.com"),
    ],
)
def test_the_link_leads_to_the_first_host(db, settings, hosts, https, debug, site):
    settings.ALLOWED_HOSTS, settings.HTTPS, settings.DEBUG = hosts, https, debug
    build.agent("BEA")
    call_command("invite", "BEA")
    assert f"{site}/account/password/reset/key/" in mail.outbox[0].body


@pytest.mark.parametrize("arguments", [[], ["--site", "example.com"]])
def test_a_site_without_a_single_name_is_asked_for(db, settings, arguments):
    settings.ALLOWED_HOSTS = [".example.com"]
    with pytest.raises(CommandError, match="--site"):
        call_command("invite", "BEA", *arguments)


def test_a_forgotten_password_gets_its_link_by_mail(db, client):
    open_login(build.agent("BEA"), site=SITE)
    client.post("/account/password/reset/", {"email": "bea@example.com"})
    assert "/account/password/reset/key/" in mail.outbox[-1].body


def test_an_address_nobody_has_gets_the_same_page_and_another_mail(db, client):
    answer = client.post("/account/password/reset/", {"email": "eve@example.com"}, follow=True)
    assert "Look into your mail" in answer.content.decode()
    assert "No log-in here has it" in mail.outbox[0].body
