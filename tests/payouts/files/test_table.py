import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commissions.payouts.files import table
from commissions.payouts.files.order import OrderRefused
from tests.payouts.files.orders import ACME, CHEQUE, SAVINGS, dollars, euros, order, payment

GOLDEN = Path(__file__).parent / "golden" / "payments.csv"


def cells(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_every_kind_of_payment_has_its_line():
    ann = dollars(43, name="Ann Archer", to=SAVINGS, amount_minor=123456)
    cy = payment(44, name="Cy Chen", to=CHEQUE, currency="JPY", amount_minor=5000)
    assert table.write(order(euros(), ann, cy), ACME) == GOLDEN.read_bytes()


@pytest.mark.parametrize("start", list("=+-@\t\r\n＝＋－＠") + [" =", "\u3000@"])
def test_a_cell_never_begins_a_formula(start):
    name = f"{start}HYPERLINK(1)"
    (row,) = cells(table.write(order(euros(name=name, about=name)), ACME))
    assert row["name"] == row["about"] == f"'{name}"


def test_a_name_that_is_no_formula_stays():
    (row,) = cells(table.write(order(euros(name='Ann "A-=+@" O\'Hara, 王')), ACME))
    assert row["name"] == 'Ann "A-=+@" O\'Hara, 王'


@settings(deadline=None)
@given(st.text(), st.text())
def test_any_words_come_back_from_the_csv(name, about):
    (row,) = cells(table.write(order(euros(name=name, about=about)), ACME))
    assert row["name"].removeprefix("'") == name.removeprefix("'")
    assert row["about"].removeprefix("'") == about.removeprefix("'")


def test_amounts_and_currencies_are_checked():
    payments = (payment(1, to=CHEQUE, currency="XXX"), payment(2, to=CHEQUE, currency="ABC"))
    with pytest.raises(OrderRefused) as refused:
        table.write(order(*payments, euros(3, amount_minor=-1)), ACME)
    assert [problem[:12] for problem in refused.value.problems] == [
        "P00000000001",
        "P00000000002",
        "P00000000003",
    ]
