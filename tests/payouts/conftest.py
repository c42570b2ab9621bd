import pytest

from tests.payouts import people


@pytest.fixture(autouse=True)
def company(settings):
    settings.COMPANY_NAME, settings.COMPANY_IBAN = people.COMPANY, people.COMPANY_IBAN
    settings.COMPANY_BIC = "BYLADEM1001"
    settings.COMPANY_ACH_ROUTING = "091000019"
    settings.COMPANY_ACH_ID = "1234567890"
    settings.COMPANY_ACH_BANK = "First Bank"


@pytest.fixture
def bea(db):
    """100.00 EUR are free, and an IBAN takes them."""
    return people.payable("BEA", 100_00)
