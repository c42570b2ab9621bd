from datetime import date

import pytest

from commissions.payouts.files.answers.answer import Answer, Outcome
from commissions.payouts.files.answers.read import read
from tests.payouts.files.banks import booking, camt054, entry, reason

AC04 = reason("AC04", inside="RtrInf")


def test_a_booked_debit_is_paid():
    assert read(camt054(entry(booking("P00000000042")))) == [
        Answer(
            ref="P00000000042",
            outcome=Outcome.PAID,
            amount_minor=4990,
            currency="EUR",
            on=date(2026, 12, 1),
            code="",
            words="Paid",
            where="transaction 1",
        )
    ]


def test_what_comes_back_is_refused_with_its_reason():
    (answer,) = read(camt054(entry(booking("P00000000042", more=AC04), way="CRDT")))
    assert (answer.ref, answer.outcome) == ("P00000000042", Outcome.REFUSED)
    assert (answer.code, answer.words) == ("AC04", "The account is closed")


def test_a_return_that_names_no_payment_is_told_without_ref():
    (answer,) = read(camt054(entry(booking("NOTPROVIDED", more=AC04), way="CRDT")))
    assert (answer.ref, answer.outcome) == ("", Outcome.REFUSED)


@pytest.mark.parametrize(
    "more",
    [
        "<RvslInd>true</RvslInd>",
        "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>RRTN</SubFmlyCd></Fmly></Domn>"
        "</BkTxCd>",
    ],
)
def test_banks_that_give_no_reason_are_understood(more):
    (answer,) = read(camt054(entry(booking("P00000000042"), way="CRDT", more=more)))
    assert (answer.outcome, answer.code, answer.words) == (Outcome.REFUSED, "", "Sent back")


def test_a_return_that_the_bank_takes_back_is_paid_again():
    more = "<RvslInd>true</RvslInd>"
    (answer,) = read(camt054(entry(booking("P00000000042"), way="DBIT", more=more)))
    assert answer.outcome == Outcome.PAID


def test_other_bookings_are_passed_over():
    customer_pays = entry(booking("INVOICE-7"), way="CRDT")
    fee, odd = entry(), entry(booking("", '<Amt Ccy="XXX">1</Amt>'))
    paid = entry(booking("P00000000042"))
    (answer,) = read(camt054(customer_pays, fee, odd, paid))
    assert (answer.ref, answer.where) == ("P00000000042", "transaction 4")


@pytest.mark.parametrize("state", ["<Cd>PDNG</Cd>", "PDNG", "<Cd>INFO</Cd>"])
def test_what_is_not_booked_is_pending(state):
    (answer,) = read(camt054(entry(booking("P00000000042"), state=state)))
    assert answer.outcome == Outcome.PENDING


@pytest.mark.parametrize(("state", "version"), [("BOOK", "02"), ("<Cd>BOOK</Cd>", "13")])
def test_any_version_is_read(state, version):
    content = camt054(entry(booking("P00000000042"), state=state), version=version)
    assert [a.outcome for a in read(content)] == [Outcome.PAID]


def test_one_sum_for_the_whole_order_is_told_under_its_ref():
    batch = "<Btch><PmtInfId>B00000012</PmtInfId><NbOfTxs>2</NbOfTxs></Btch>"
    (answer,) = read(camt054(entry(batch)))
    assert (answer.ref, answer.outcome, answer.amount_minor) == ("B00000012", Outcome.PAID, 9980)


def test_an_entrys_sum_is_a_payments_amount_only_where_it_is_alone():
    (alone,) = read(camt054(entry(booking("P00000000042", ""))))
    assert (alone.amount_minor, alone.currency) == (9980, "EUR")
    both = read(camt054(entry(booking("P00000000042", ""), booking("P00000000043", ""))))
    assert [(a.amount_minor, a.currency) for a in both] == [(None, ""), (None, "")]


def test_an_amount_may_stand_in_the_details():
    details = '<AmtDtls><InstdAmt><Amt Ccy="JPY">5000</Amt></InstdAmt></AmtDtls>'
    (answer,) = read(camt054(entry(booking("P00000000042", details))))
    assert (answer.amount_minor, answer.currency) == (5000, "JPY")
