"""A distributor's own payouts: what is coming, what waits and why, and where it goes."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.utils import timezone

from commissions.payouts import holds, methods
from commissions.payouts.announce import announce_changes
from commissions.payouts.models import PayoutMethod, TaxForm
from commissions.payouts.outcomes import paid
from mlmsite.lib import clock
from tests import build
from tests.payouts import people

PASSWORD = "correct horse"


@pytest.fixture
def bea(db, client, settings):
    settings.COMPANY_NAME, settings.COMPANY_IBAN = people.COMPANY, people.COMPANY_IBAN
    bea = build.agent("BEA")
    people.earned(bea, 100_00)
    user = build.log_in_for(bea, get_user_model(), password=PASSWORD)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return bea


def text(client, path: str = "/payouts/") -> str:
    return client.get(path).content.decode()


SEPA = {"holder": "Bea", "iban": "DE89 3704 0044 0532 0130 00", "bic": "", "secret": PASSWORD}


def test_it_says_that_an_account_is_missing(bea, client):
    assert "No payout method takes EUR yet." in text(client)
    assert "Nothing has been paid out yet." in text(client)


def test_an_account_is_set_masked_announced_and_held(bea, client, settings):
    assert client.post("/payouts/method/sepa/", SEPA).status_code == 302
    method = PayoutMethod.objects.get()
    assert method.pays_from == clock.today() + timedelta(days=settings.PAYOUT_METHOD_HOLD_DAYS)
    assert "DE•• 3000" in text(client)
    assert people.IBAN not in method.sealed
    assert people.IBAN not in text(client)
    assert "The payout method is new" in text(client)
    assert announce_changes(at=timezone.now()) == 1
    assert mail.outbox[0].to == ["bea@example.com"]
    assert "DE•• 3000" in mail.outbox[0].body
    assert announce_changes(at=timezone.now()) == 0


def test_the_mail_goes_out_at_once(bea, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/payouts/method/sepa/", SEPA)
    assert mail.outbox[0].to == ["bea@example.com"]


def test_a_change_is_told_to_the_address_of_before(bea, client):
    client.post("/payouts/method/sepa/", SEPA)
    announce_changes(at=timezone.now())
    type(bea).objects.filter(pk=bea.pk).update(email="thief@example.com")
    client.post("/payouts/method/sepa/", SEPA | {"iban": "FR1420041010050500013M02606"})
    announce_changes(at=timezone.now())
    assert mail.outbox[1].to == ["bea@example.com", "thief@example.com"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"secret": "wrong"}, "neither your password nor a code"),
        ({"secret": ""}, "This field is required."),
        ({"iban": "DE89 3704 0044 0532 0130 01"}, "no valid IBAN"),
        ({"iban": "BR1500000000000010932840814P2"}, "reach accounts in BR"),
        ({"bic": "NOBIC"}, "no valid BIC"),
        ({"holder": ""}, "This field is required."),
    ],
)
def test_what_can_not_be_right_is_refused_in_words(bea, client, fields, words):
    answer = client.post("/payouts/method/sepa/", SEPA | fields)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not PayoutMethod.objects.exists()


ACH = {"holder": "Bea", "routing": people.ROUTING, "account_number": "12345678", "savings": ""}


@pytest.mark.parametrize(
    ("rail", "fields"),
    [
        ("ach", ACH),
        ("ach", ACH | {"savings": "yes"}),
        ("manual", {"holder": "B", "words": "Check"}),
    ],
)
def test_the_other_rails(bea, client, rail, fields):
    page = f"/payouts/method/{rail}/"
    assert client.get(page).status_code == 200
    assert client.post(page, fields | {"secret": PASSWORD}).status_code == 302
    holder, account = methods.opened(PayoutMethod.objects.get(rail=rail))
    assert holder == fields["holder"]
    assert getattr(account, "savings", False) == bool(fields.get("savings"))


@pytest.mark.parametrize("fields", [{"routing": "123456789"}, {"account_number": "12"}])
def test_a_wrong_us_account_is_refused(bea, client, fields):
    answer = client.post("/payouts/method/ach/", ACH | fields | {"secret": PASSWORD})
    assert answer.status_code == 422


def test_there_is_no_other_rail(bea, client):
    assert client.get("/payouts/method/pigeon/").status_code == 404


def test_one_s_own_method_is_removed_and_nobody_else_s(bea, client):
    mine, other = people.on_iban(bea), people.on_iban(build.agent("EVE"))
    assert "Remove SEPA transfer, DE•• 3000" in text(client, f"/payouts/method/{mine.pk}/remove/")
    told = {"secret": PASSWORD}
    assert client.post(f"/payouts/method/{mine.pk}/remove/", told).status_code == 302
    assert client.post(f"/payouts/method/{other.pk}/remove/", told).status_code == 404
    assert list(PayoutMethod.objects.filter(retired_at=None)) == [other]
    assert "A payout method was removed (SEPA transfer, DE•• 3000)" in text(client)


@pytest.mark.parametrize("told", [{}, {"secret": "wrong"}])
def test_a_method_is_not_removed_by_who_found_an_open_browser(bea, client, told):
    mine = people.on_iban(bea)
    assert client.post(f"/payouts/method/{mine.pk}/remove/", told or {"x": 1}).status_code == 422
    assert PayoutMethod.objects.get().retired_at is None


def test_a_removal_is_told_to_the_address_of_before(bea, client):
    mine = people.on_iban(bea)
    announce_changes(at=timezone.now())
    type(bea).objects.filter(pk=bea.pk).update(email="thief@example.com")
    client.post(f"/payouts/method/{mine.pk}/remove/", {"secret": PASSWORD})
    assert announce_changes(at=timezone.now()) == 1
    assert mail.outbox[1].to == ["bea@example.com", "thief@example.com"]
    assert "this account was removed" in mail.outbox[1].body
    assert "Nothing is paid elsewhere before" in mail.outbox[1].body
    assert announce_changes(at=timezone.now()) == 0


def test_a_replaced_one_is_told_as_a_change_though_it_was_never_told(bea, client):
    people.on_iban(bea)
    client.post("/payouts/method/sepa/", SEPA)
    assert announce_changes(at=timezone.now()) == 2
    assert all("go to a new account" in letter.body for letter in mail.outbox)


TAX = {"kind": "w-9", "name": "Bea", "number": "123-45-6789", "address": "1 Main St"}
TAX |= {"city": "Springfield", "region": "IL", "postal_code": "62701", "country": "us"}
TAX |= {"secret": PASSWORD}


def test_a_tax_form_is_signed_and_stored_sealed(bea, client):
    assert client.post("/payouts/tax-form/", TAX).status_code == 302
    form = TaxForm.objects.get()
    assert "6789" in form.masked
    assert "123456789" not in form.sealed + form.masked
    client.post("/payouts/tax-form/", TAX | {"number": "987654321"})
    assert TaxForm.objects.get(retired_at=None).masked.endswith("4321")


def test_a_us_number_has_nine_digits(bea, client):
    answer = client.post("/payouts/tax-form/", TAX | {"number": "12345"})
    assert "nine digits" in answer.content.decode()
    assert (
        client.post("/payouts/tax-form/", TAX | {"kind": "w-8", "number": "X1"}).status_code == 302
    )


def test_what_is_held_is_shown_with_its_reason(bea, client):
    people.on_iban(bea)
    holds.place(bea, reason="a question", by=people.user("max"), at=people.NOW)
    assert "Held by the company: a question" in text(client)


def test_what_is_on_its_way_and_what_was_paid(bea, client):
    people.on_iban(bea)
    people.sent()
    assert "on its way" in text(client)
    batch = bea.payouts.get().batch
    paid(batch, on=people.TODAY, at=people.NOW, today=people.TODAY)
    assert bea.payouts.get().ref in text(client)
    assert "on its way" not in text(client)
