import pytest
from django.contrib.auth import get_user_model

from mlmsite.lib import clock
from tests.payouts import people

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def company(settings, monkeypatch):
    settings.COMPANY_NAME, settings.COMPANY_IBAN = people.COMPANY, people.COMPANY_IBAN
    monkeypatch.setattr(people, "PAY_ON", clock.today())


@pytest.fixture
def bea(db):
    """100.00 EUR are free, and an IBAN takes them."""
    return people.payable("BEA", 100_00)


@pytest.fixture
def log_in(db, client):
    """`log_in("amy")` is the client of an administrator who may pay out."""

    def log_in(name: str):
        user = people.user(name)
        get_user_model().objects.filter(pk=user.pk).update(is_superuser=True)
        client.force_login(user, backend=BACKEND)
        return client

    return log_in
