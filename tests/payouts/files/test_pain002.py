from datetime import date

import pytest

from commissions.payouts.files.answers.answer import Answer, Outcome, Unreadable
from commissions.payouts.files.answers.read import read
from tests.payouts.files.banks import amount_of, pain002, reason, status

RJCT = "<GrpSts>RJCT</GrpSts>"


def test_a_rejected_payment_is_refused_with_the_banks_reason():
    rejected = status("P00000000042", "RJCT", reason("AC04") + amount_of("49.90"))
    assert read(pain002(rejected, group="<GrpSts>PART</GrpSts>")) == [
        Answer(
            ref="P00000000042",
            outcome=Outcome.REFUSED,
            amount_minor=4990,
            currency="EUR",
            on=date(2026, 12, 2),
            code="AC04",
            words="The account is closed",
            where="transaction 1",
        )
    ]


@pytest.mark.parametrize("version", ["03", "10", "14"])
def test_any_version_is_read(version):
    (answer,) = read(pain002(status("P00000000042", "RJCT"), version=version))
    assert (answer.ref, answer.outcome) == ("P00000000042", Outcome.REFUSED)


def test_a_report_in_a_banks_envelope_is_read():
    content = pain002(status("P00000000042", "RJCT")).partition(b"?>")[2]
    (answer,) = read(b"<Envelope>" + content + content.replace(b"42", b"43") + b"</Envelope>")[:1]
    assert answer.ref == "P00000000042"
    assert len(read(b"<Envelope>" + content + content + b"</Envelope>")) == 2


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        ("ACSC", Outcome.PAID),
        ("ACCC", Outcome.PAID),
        ("RJCT", Outcome.REFUSED),
        ("CANC", Outcome.REFUSED),
        ("ACSP", Outcome.PENDING),
        ("PDNG", Outcome.PENDING),
        ("ACCP", Outcome.PENDING),
        ("NEW1", Outcome.PENDING),
    ],
)
def test_each_status_has_its_outcome(told, outcome):
    (answer,) = read(pain002(status("P00000000042", told)))
    assert answer.outcome == outcome
    assert answer.code == told and answer.words


def test_a_rejected_file_is_refused_under_the_orders_ref():
    (answer,) = read(pain002(group=RJCT + reason("AM04")))
    assert (answer.ref, answer.outcome, answer.code) == ("B00000012", Outcome.REFUSED, "AM04")
    assert answer.where == "the whole order"
    assert answer.words == "The company's account has not enough money"


def test_a_rejected_batch_is_told_once():
    batch = "<PmtInfSts>RJCT</PmtInfSts>" + reason("DT01")
    (answer,) = read(pain002(group=RJCT + reason("NARR"), batch=batch))
    assert (answer.ref, answer.code) == ("B00000012", "DT01")


def test_payments_answers_come_after_the_orders():
    rejected = status("P00000000043", "RJCT", reason("AC01"))
    answers = read(pain002(rejected, group="<GrpSts>ACCP</GrpSts>"))
    assert [(a.ref, a.outcome) for a in answers] == [
        ("B00000012", Outcome.PENDING),
        ("P00000000043", Outcome.REFUSED),
    ]


def test_a_payment_without_status_has_the_orders():
    answers = read(pain002(status("P00000000043", ""), group=RJCT))
    assert [a.outcome for a in answers] == [Outcome.REFUSED, Outcome.REFUSED]


def test_the_banks_own_words_follow_the_codes():
    told = status("P00000000042", "RJCT", reason("NARR", "call\n us"))
    unknown = status("P00000000043", "RJCT", reason("ZZ99"))
    first, second = read(pain002(told, unknown))
    assert first.words == "The bank gives its reason in words: call us"
    assert second.words == "The bank gives the code ZZ99 without words"


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("49.9", "EUR", 4990), ("49.90000", "EUR", 4990), ("5000", "JPY", 5000), ("5.", "EUR", 500)],
)
def test_amounts_are_of_their_currencys_decimals(text, currency, minor):
    (answer,) = read(pain002(status("P1", "RJCT", amount_of(text, currency))))
    assert (answer.amount_minor, answer.currency) == (minor, currency)


@pytest.mark.parametrize(
    ("text", "currency"),
    [("49,90", "EUR"), ("-1", "EUR"), ("", "EUR"), ("1", "ABC"), ("0.001", "EUR"), ("١", "EUR")],
)
def test_an_amount_that_is_none_stops_the_file(text, currency):
    wrong = status("P2", "RJCT", amount_of(text, currency))
    with pytest.raises(Unreadable, match=r"^transaction 2: "):
        read(pain002(status("P1", "RJCT"), wrong))
