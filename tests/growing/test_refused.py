"""What the database refuses, whoever asks."""

import pytest
from django.db import IntegrityError, transaction

from agents.enrolment.models import Agreement, Application
from agents.shop.models import Cancellation, Offer, Order
from tests.growing import people
from tests.growing.people import NOW


@pytest.fixture
def rows(bea):
    people.one_of_each(bea)
    people.applied(under=bea, email="eve@example.com")


ATTACKS = {
    "an agreement's text": lambda: Agreement.objects.update(text="another"),
    "its day": lambda: Agreement.objects.update(effective_from="2020-01-01"),
    "the agreement": lambda: Agreement.objects.all()._raw_delete("default"),
    "who applied": lambda: Application.objects.update(name="Eve"),
    "what was accepted": lambda: Application.objects.update(accepted_at=NOW, address=None),
    "under whom": lambda: Application.objects.update(through=None),
    "when it was confirmed": lambda: Application.objects.filter(agent__isnull=False).update(
        agent=None, confirmed_at=None
    ),
    "a confirmed one": lambda: Application.objects.exclude(agent=None).delete(),
    "an order": lambda: Order.objects.update(code="X"),
    "the order": lambda: Order.objects.all()._raw_delete("default"),
    "a cancellation's end": lambda: Cancellation.objects.update(ends_on="2030-01-01"),
    "the cancellation": lambda: Cancellation.objects.all().delete(),
    "an offer below zero": lambda: Offer.objects.update(price_minor=-1),
}


@pytest.mark.parametrize("what", ATTACKS)
def test_is_refused(rows, what):
    with pytest.raises(IntegrityError), transaction.atomic():
        ATTACKS[what]()


def test_an_agreement_that_nobody_has_accepted_may_change(db):
    people.agreement()
    Agreement.objects.update(text="better")
    Agreement.objects.get().delete()


def test_an_application_that_nobody_confirmed_may_go(rows):
    assert Application.objects.filter(confirmed_at=None).delete()[0] == 1


def test_an_undone_cancellation_stays_undone(rows):
    Cancellation.objects.update(undone_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Cancellation.objects.update(undone_at=None)


def test_an_address_is_confirmed_once(rows, bea):
    kept = Application.objects.exclude(agent=None).get()
    kept.pk, kept.agent, kept.email = None, bea, "FLO@example.com"
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.save(force_insert=True)
