"""What administrators do here: offers, agreements, and looking at who came."""

import pytest
from auditlog.models import LogEntry
from django.contrib.auth import get_user_model

from agents.enrolment.models import Agreement
from agents.models import Product
from agents.shop.models import Offer
from tests.growing import people


@pytest.fixture
def staff(bea, client):
    user = get_user_model().objects.create_superuser("root", "root@example.com", "x")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def told(**fields) -> dict:
    product = Product.objects.get_or_create(name="Internet")[0]
    return {"product": product.pk, "currency": "USD", "price": "49.90", "volume": "20"} | {
        "billing": "automatic",
        "offered": "on",
        "position": "0",
        **fields,
    }


def test_an_offer_is_entered_in_major_units_and_that_is_in_the_audit_log(staff):
    assert staff.post("/admin/agents/offer/add/", told()).status_code == 302
    made = Offer.objects.get()
    assert (made.price_minor, made.commissionable_minor) == (4990, 4990)
    assert LogEntry.objects.get_for_object(made).get().actor.username == "root"


def test_an_offer_changes_and_what_was_subscribed_to_does_not(staff, bea):
    made = people.offer()
    subscription = people.subscribed(under=bea, of=made).subscription
    change = f"/admin/agents/offer/{made.pk}/change/"
    assert 'value="22.00"' in staff.get(change).content.decode()
    assert staff.post(change, told(price="30", commissionable="25")).status_code == 302
    made.refresh_from_db()
    subscription.refresh_from_db()
    assert (made.price_minor, made.commissionable_minor) == (30_00, 25_00)
    assert subscription.price_minor == 22_00


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"price": "49.901"}, "more than the 2 decimals"),
        ({"currency": "XXQ"}, "is not an ISO 4217 currency"),
        ({"price": "-1"}, "below 0"),
    ],
)
def test_a_wrong_offer_is_refused(staff, fields, said):
    assert said in staff.post("/admin/agents/offer/add/", told(**fields)).content.decode()


def test_an_agreement_changes_until_somebody_has_accepted_it(staff, bea):
    rules = people.agreement()
    change = f"/admin/agents/agreement/{rules.pk}/change/"
    better = {"version": "2026-01", "text": "Better.", "effective_from": "2026-01-01"}
    assert staff.post(change, better).status_code == 302
    people.applied(under=bea, agreement=Agreement.objects.get())
    assert staff.post(change, {**better, "text": "Worse."}).status_code == 403
    assert Agreement.objects.get().text == "Better."


def test_applications_are_listed_with_what_was_accepted(staff, bea):
    people.applied(under=bea)
    page = staff.get("/admin/agents/application/?state=waiting").content.decode()
    for shown in ("Flo New", "2026-01", people.VISITOR, "BEA"):
        assert shown in page
    assert "Flo New" not in staff.get("/admin/agents/application/?state=confirmed").content.decode()
