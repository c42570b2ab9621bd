from datetime import UTC, date, datetime

import pytest

from commissions.payouts.files import nacha, pain001, table
from commissions.payouts.files.order import Order, OrderRefused, Payment
from tests.payouts.files.orders import ACME, CHEQUE, IN_SEPA, dollars, euros, order

WRITERS = [pain001.write, nacha.write, table.write]


@pytest.mark.parametrize("write", WRITERS)
def test_an_order_without_payments_is_refused(write):
    with pytest.raises(OrderRefused, match=r"^B00000012 has no payments: there is nothing to writ"):
        write(order(), ACME)


def test_two_payments_of_one_ref_are_a_bug():
    with pytest.raises(AssertionError):
        order(euros(1), euros(2), euros(1))


@pytest.mark.parametrize("ref", ["", "P0000000000000042", "p42", "P 42", "P42\n", "/P42", "Ö42"])
def test_a_ref_that_would_not_come_back_is_a_bug(ref):
    with pytest.raises(AssertionError):
        Payment(ref, "Zoë", 1, "EUR", IN_SEPA, "")


def test_an_instant_without_time_zone_is_a_bug():
    with pytest.raises(AssertionError):
        Order("B1", date(2026, 12, 1), datetime(2026, 11, 23), ())  # noqa: DTZ001
    assert Order("B1", date(2026, 12, 1), datetime(2026, 11, 23, tzinfo=UTC), ())


def test_all_problems_are_counted_and_the_first_are_told():
    payments = [euros(n, to=CHEQUE) for n in range(8)]
    with pytest.raises(OrderRefused, match=r"; and 3 more$") as refused:
        pain001.write(order(*payments), ACME)
    assert len(refused.value.problems) == 8
    assert "P00000000004" in str(refused.value) and "P00000000005" not in str(refused.value)


@pytest.mark.parametrize(
    ("write", "right", "wrong"),
    [(pain001.write, euros, dollars), (nacha.write, dollars, euros)],
)
def test_what_a_file_cannot_carry_is_named(write, right, wrong):
    with pytest.raises(OrderRefused) as refused:
        write(order(right(1), wrong(2), right(3, amount_minor=0)), ACME)
    kind, currency, amount, *more = refused.value.problems
    assert kind.startswith("P00000000002: goes to ") and kind.endswith("out of this batch")
    assert currency.startswith("P00000000002: is in ")
    assert amount.startswith("P00000000003: 0.00 ")
    assert all(problem.startswith("P00000000002") for problem in more)
