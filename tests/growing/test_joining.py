"""From an agent's page into the tree: applying, confirming, choosing a password."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.utils import timezone

from agents import preferences, statuses
from agents.enrolment.applying import token
from agents.enrolment.forgetting import forget
from agents.enrolment.models import Application
from agents.models import CODE, Agent, Charge
from agents.tree import check
from agents.tree.enrol import SponsorTerminated, enrol
from commissions.ledger.models import Transfer
from commissions.nights.models import Line
from commissions.nights.run import run_through
from commissions.verify import verify
from tests import build
from tests.growing import people
from tests.growing.people import NOW, TODAY, VISITOR

pytestmark = pytest.mark.usefixtures("today")
PASSWORD = "battery staple correct"


@pytest.fixture
def rules(bea):
    return people.agreement()


def send(client, told: dict, code: str = "BEA"):
    return client.post(f"/join/{code}/", told, follow=True, REMOTE_ADDR=VISITOR)


def terminate(agent: Agent) -> None:
    statuses.change(agent, to="terminated", by=None, reason="", at=NOW)


def confirmed(client):
    """The link in the last mail is opened, and the button pressed."""
    path = people.mailed_path("confirm")
    assert "Confirm, and choose a password" in client.get(path).content.decode()
    return client.post(path, follow=True)


def test_the_page_is_honest_and_shows_the_agreement(rules, client):
    page = client.get("/join/BEA/").content.decode()
    assert "Bea Below invites you" in page
    assert "<em>honest</em>" in page
    for said in ("Joining costs nothing", "Joining pays nothing", "Nobody can promise"):
        assert said in page


def test_an_application_keeps_what_was_accepted_when_and_from_where(rules, bea, client):
    answer = send(client, people.application(rules))
    assert answer.redirect_chain == [("/confirm/", 302)]
    kept = Application.objects.get()
    assert (kept.agreement, kept.accepted_at, kept.address) == (rules, NOW, VISITOR)
    assert (kept.name, kept.through, kept.sponsor) == ("Flo New", bea, bea)
    assert not Agent.objects.filter(name="Flo New").exists()
    assert mail.outbox[0].to == ["flo@example.com"]


def test_confirming_leads_to_a_password_and_that_to_the_dashboard(rules, bea, client):
    send(client, people.application(rules))
    form = confirmed(client)
    assert "Choose a password" in form.content.decode()
    flo = Agent.objects.get(name="Flo New")
    assert (flo.sponsor, flo.joined_on, flo.status) == (bea, TODAY, "active")
    CODE(flo.code)
    assert list(check.problems()) == []
    chosen = {"password1": PASSWORD, "password2": PASSWORD}
    done = client.post(form.redirect_chain[-1][0], chosen, follow=True)
    assert "Your password is saved" in done.content.decode()
    client.post("/account/login/", {"login": "flo@example.com", "password": PASSWORD})
    assert "Hello, Flo" in client.get("/").content.decode()
    assert len(mail.outbox) == 1, "one mail for both"


def test_the_sponsor_hears_of_it_once_in_its_language(rules, bea, client):
    build.log_in_for(bea, get_user_model())
    preferences.change(bea, language="de")
    send(client, people.application(rules))
    confirmed(client)
    client.post(people.mailed_path("confirm", to="flo@example.com"))
    [told] = [letter for letter in mail.outbox if letter.to == [bea.email]]
    assert told.subject == "Flo New ist jetzt in Ihrem Team"
    assert Agent.objects.get(name="Flo New").code in told.body
    assert "flo@example.com" not in told.body
    assert "http://testserver/me/" in told.body


def test_a_sponsor_who_wants_no_news_hears_nothing(rules, bea, client):
    build.log_in_for(bea, get_user_model())
    preferences.change(bea, digest="never")
    send(client, people.application(rules))
    confirmed(client)
    assert [letter.to for letter in mail.outbox] == [["flo@example.com"]]


def test_who_joins_has_joined_even_if_the_sponsor_s_mail_fails(rules, bea, client, settings):
    build.log_in_for(bea, get_user_model())
    send(client, people.application(rules))
    path = people.mailed_path("confirm")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert client.post(path).status_code == 302
    assert Agent.objects.get(name="Flo New").sponsor == bea


def test_joining_costs_and_pays_nothing(rules, bea, client):
    build.plan(effective_from=TODAY)
    send(client, people.application(rules))
    confirmed(client)
    run_through(through=TODAY + timedelta(days=40))
    assert not any(model.objects.exists() for model in (Charge, Line, Transfer))
    assert verify().breaches == []


def test_looking_at_the_link_confirms_nothing(rules, client):
    send(client, people.application(rules))
    client.get(people.mailed_path("confirm"))
    assert Application.objects.get().agent is None


def test_the_same_link_says_afterwards_where_it_stands(rules, client):
    send(client, people.application(rules))
    confirmed(client)
    page = client.get(people.mailed_path("confirm")).content.decode()
    assert "you are a distributor" in page
    assert Agent.objects.get(name="Flo New").code in page
    again = client.post(people.mailed_path("confirm"), follow=True)
    assert "Choose a password" in again.content.decode()
    assert Agent.objects.filter(name="Flo New").count() == 1


def test_with_a_password_it_leads_to_the_log_in_and_to_no_other_password(rules, client):
    send(client, people.application(rules))
    confirmed(client)
    user = get_user_model().objects.get(email="flo@example.com")
    user.set_password(PASSWORD)
    user.save()
    path = people.mailed_path("confirm")
    assert "To the log-in" in client.get(path).content.decode()
    answer = client.post(path)
    assert answer.status_code == 422
    assert "has a log-in already" in answer.content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"accepted": ""}, "only if you accept"),
        ({"read": "x"}, "There is a new agreement"),
        ({"email": "flo"}, "valid email address"),
        ({"name": ""}, "This field is required"),
    ],
)
def test_what_is_wrong_is_said(rules, client, fields, said):
    answer = send(client, people.application(rules, **fields))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Application.objects.exists()


def test_an_agreement_that_is_new_since_then_is_to_be_read_first(rules, client):
    told = people.application(rules)
    newer = people.agreement("2026-03", since=TODAY)
    page = send(client, told).content.decode()
    assert "There is a new agreement" in page
    assert "Rules of 2026-03" in page
    send(client, people.application(newer))
    assert Application.objects.get().agreement == newer


def test_a_later_agreement_is_not_in_force_yet(rules, client):
    people.agreement("2027", since=TODAY + timedelta(days=1))
    assert "Rules of 2026-01" in client.get("/join/BEA/").content.decode()


def test_without_an_agreement_nobody_can_apply(bea, client):
    page = client.get("/join/BEA/").content.decode()
    assert "Nobody can apply here yet" in page
    assert client.post("/join/BEA/", {"name": "Flo"}).status_code == 200
    assert not Application.objects.exists()


@pytest.mark.parametrize("known", ["agent", "log-in"])
def test_no_page_tells_of_an_address_that_is_known_and_the_mail_does(rules, client, known):
    if known == "agent":
        build.agent("FLO", email="Flo@Example.com")
    else:
        get_user_model().objects.create_user("x", "flo@example.com", "x")
    answer = send(client, people.application(rules))
    said = mail.outbox[-1].body
    other = send(client, people.application(rules, email="eve@example.com"))
    assert answer.redirect_chain == other.redirect_chain
    assert people.said(answer) == people.said(other)
    assert Application.objects.get().email == "eve@example.com"
    assert ("FLO already" if known == "agent" else "Another log-in has it") in said
    assert "/confirm/" not in said


def test_an_address_that_became_an_agent_s_meanwhile_enrols_nobody(rules, client):
    send(client, people.application(rules))
    build.agent("FLO", email="flo@example.com")
    answer = confirmed(client)
    assert answer.status_code == 422
    assert "belongs to a distributor" in answer.content.decode()
    assert Agent.objects.filter(name="Flo New").count() == 0


def test_two_applications_of_one_address_enrol_once(rules, bea, client):
    send(client, people.application(rules))
    send(client, people.application(rules, name="Flo Newer"), code="ANN")
    first, second = Application.objects.order_by("pk")
    client.post(f"/confirm/{token(first)}/")
    answer = client.post(f"/confirm/{token(second)}/")
    assert answer.status_code == 422
    assert Agent.objects.filter(email="flo@example.com").count() == 1


def test_sent_twice_it_is_one_application(rules, client):
    for _ in range(2):
        send(client, people.application(rules))
    assert Application.objects.count() == 1


def test_a_sponsor_terminated_meanwhile_gives_way_to_the_default_one(rules, bea, client):
    send(client, people.application(rules))
    terminate(bea)
    path = people.mailed_path("confirm")
    assert "Ann Above is your sponsor instead" in client.get(path).content.decode()
    client.post(path)
    assert Agent.objects.get(name="Flo New").sponsor.code == "ANN"


def test_nobody_is_enrolled_under_a_terminated_agent(bea):
    terminate(bea)
    with pytest.raises(SponsorTerminated):
        enrol(code="X", name="X", email="x@example.com", joined_on=TODAY, sponsor=bea)


def test_a_stale_link_leads_to_the_default_sponsor_and_says_so(rules, bea, client):
    terminate(bea)
    assert "leads to nobody any more" in client.get("/join/BEA/").content.decode()
    send(client, people.application(rules))
    kept = Application.objects.get()
    assert (kept.code, kept.through, kept.sponsor.code) == ("BEA", None, "ANN")


def test_who_waits_too_long_applies_again(rules, client, monkeypatch):
    send(client, people.application(rules))
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=7))
    path = people.mailed_path("confirm")
    page = client.get(path).content.decode()
    assert "This link has expired" in page
    assert "/join/BEA/" in page
    assert client.post(path).status_code == 422
    assert not Agent.objects.filter(name="Flo New").exists()


def test_what_nobody_confirmed_is_forgotten_and_what_was_confirmed_stays(rules, bea, client):
    send(client, people.application(rules))
    confirmed(client)
    people.applied(under=bea, email="eve@example.com")
    assert forget(at=NOW + timedelta(days=6)) == 0
    assert forget(at=NOW + timedelta(days=7)) == 1
    assert Application.objects.get().email == "flo@example.com"
    gone = client.get("/confirm/999.x/")
    assert gone.status_code == 404
    assert "Apply again" in gone.content.decode()


def test_the_mail_comes_again_for_whom_an_application_waits(rules, client):
    send(client, people.application(rules))
    answer = client.post("/confirm/", {"email": "FLO@example.com"})
    assert "Sent again" in answer.content.decode()
    confirmed(client)
    nobody = client.post("/confirm/", {"email": "eve@example.com"})
    assert people.said(nobody) == people.said(answer)
    assert "None is waiting for this address" in mail.outbox[-1].body


def test_a_program_that_fills_in_everything_gets_nothing_done(rules, client):
    send(client, people.application(rules, website="https://example.org"))
    assert not Application.objects.exists()
    assert mail.outbox == []


def test_without_the_mail_one_is_told(rules, client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answer = send(client, people.application(rules))
    assert answer.status_code == 422
    assert "could not be sent" in answer.content.decode()
