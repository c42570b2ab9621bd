"""What an agent chooses for itself, and what follows from it."""

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from agents import preferences
from agents.models import Preferences
from tests import build

PASSWORD = "correct horse battery"
SAVED = {"language": "de", "digest": "daily", "shares_contact": "on"}


@pytest.fixture
def ann(db, client):
    ann = build.agent("ANN")
    user = build.log_in_for(ann, get_user_model(), password=PASSWORD)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return ann


def test_who_chose_nothing_has_the_defaults_and_no_row(ann):
    chosen = preferences.of(ann)
    assert (chosen.language, chosen.shares_contact, chosen.digest) == ("", False, "weekly")
    assert not Preferences.objects.exists()


def test_a_change_leaves_the_rest_and_back_at_the_defaults_the_row_goes(ann):
    preferences.change(ann, language="es", shares_contact=True)
    preferences.change(ann, language="")
    assert preferences.of(ann).shares_contact
    preferences.change(ann, shares_contact=False)
    assert not Preferences.objects.exists()


@pytest.mark.parametrize("fields", [{}, {"language": "fr"}, {"digest": "hourly"}])
def test_the_database_refuses_what_is_no_choice(ann, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Preferences.objects.create(agent=ann, **fields)


def test_the_languages_of_the_site_are_those_that_can_be_chosen():
    assert Preferences.Language.choices == settings.LANGUAGES


def test_the_page_saves_and_speaks_the_chosen_language_at_once(ann, client):
    assert '<html lang="en">' in client.get("/me/").content.decode()
    answer = client.post("/me/", SAVED, follow=True)
    assert '<html lang="de">' in answer.content.decode()
    assert preferences.of(ann).shares_contact
    client.post("/me/", {"language": "", "digest": "weekly"})
    assert '<html lang="en">' in client.get("/me/").content.decode()
    assert not Preferences.objects.exists()


@pytest.mark.parametrize("field", ["language", "digest"])
def test_what_is_no_choice_is_said_and_not_saved(ann, client, field):
    assert client.post("/me/", {**SAVED, field: "zz"}).status_code == 422
    assert not Preferences.objects.exists()


def test_logging_in_brings_the_language_to_a_new_device(ann, client):
    preferences.change(ann, language="es")
    client.logout()
    assert '<html lang="en">' in client.get("/account/login/").content.decode()
    told = {"login": ann.email, "password": PASSWORD}
    answer = client.post("/account/login/", told, follow=True)
    assert '<html lang="es">' in answer.content.decode()


def test_before_the_log_in_the_browser_decides_or_whoever_sits_there(db, client):
    german = {"Accept-Language": "de-AT,en;q=0.5"}
    assert '<html lang="de">' in client.get("/account/login/", headers=german).content.decode()
    client.post("/language/", {"language": "es", "next": "/account/login/"})
    assert '<html lang="es">' in client.get("/account/login/", headers=german).content.decode()


def test_the_switch_leads_nowhere_else(db, client):
    answer = client.post("/language/", {"language": "es", "next": "https://evil.example/"})
    assert answer["Location"] == "/"
