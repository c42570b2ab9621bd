"""The tests' own ground: a ledger that refuses deletion is empty again for the next test."""

import pytest
from django.db import IntegrityError, connection, transaction

from commissions.ledger.models import Transfer
from commissions.nights.run import run_through
from tests import build
from tests.threads import together


@pytest.mark.parametrize("turn", ["one", "the next"])
@pytest.mark.django_db(transaction=True)
def test_every_transactional_test_starts_empty_and_behind_the_triggers(turn):
    assert not Transfer.objects.exists()
    build.plan()
    build.subscription("S1", of=build.customer("C1", of=build.agent("ANN")))
    run_through(through=build.NEW_YEAR)
    assert Transfer.objects.exists()
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        Transfer.objects.all()._raw_delete("default")


@pytest.mark.django_db(transaction=True)
def test_threads_share_the_test_s_database():
    build.agent("ANN")
    found = []
    assert together(lambda: found.append(build.Agent.objects.get().code)) == []
    assert found == ["ANN"]


def test_the_database_is_this_run_s_own(db):
    assert "test" in str(connection.settings_dict["NAME"])
