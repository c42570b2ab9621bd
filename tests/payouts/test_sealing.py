"""What only a bank needs to see is encrypted, and its key can be changed."""

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from commissions.payouts import methods, tax_forms
from commissions.payouts.models import PayoutMethod
from mlmsite.lib import sealing
from tests.payouts import people

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def old_key(settings):
    settings.PAYOUT_KEYS = [OLD]


@pytest.fixture
def sealed(old_key, bea):
    people.taxed(bea)
    return people.on_iban(bea)


def test_nothing_of_the_account_is_readable(sealed):
    assert people.IBAN not in sealed.sealed
    assert sealed.masked == "DE•• 3000"


def test_it_opens_with_an_old_key_and_after_resealing_without_it(sealed, settings, capsys):
    settings.PAYOUT_KEYS = [NEW, OLD]
    assert methods.opened(sealed)[1].iban == people.IBAN
    call_command("payout_key", "--reseal")
    assert (
        capsys.readouterr().out
        == "3 accounts, tax forms and secrets are now under the first key.\n"
    )
    settings.PAYOUT_KEYS = [NEW]
    fresh = PayoutMethod.objects.get(pk=sealed.pk)
    assert methods.opened(fresh)[1].iban == people.IBAN
    assert tax_forms.opened(tax_forms.in_use(sealed.agent)).number == "123456789"


def test_without_its_key_it_says_so_and_changes_nothing(sealed, settings):
    settings.PAYOUT_KEYS = [NEW]
    with pytest.raises(sealing.NoKeyOpens, match="put back the key"):
        methods.opened(sealed)
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("payout_key", "--reseal")
    assert PayoutMethod.objects.get(pk=sealed.pk).sealed == sealed.sealed


def test_an_approved_batch_stays_approved_under_a_new_key(sealed, settings):
    people.approved()
    settings.PAYOUT_KEYS = [NEW, OLD]
    call_command("payout_key", "--reseal")
    assert people.breaches() == []


def test_the_command_prints_a_key(capsys):
    call_command("payout_key")
    assert Fernet(capsys.readouterr().out.strip())


@pytest.mark.parametrize(
    ("number", "shown"), [("DE89370400440532013000", "•• 3000"), ("1234567", "••"), ("", "••")]
)
def test_a_short_number_shows_nothing(number, shown):
    assert sealing.masked(number) == shown
