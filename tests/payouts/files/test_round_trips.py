"""What we write goes to the bank, and its answer comes back to the same payments."""

import csv
import io
from xml.etree import ElementTree as ET

from commissions.payouts.files import nacha, pain001, table
from commissions.payouts.files.answers.answer import Outcome
from commissions.payouts.files.answers.read import read
from tests.payouts.files.banks import (
    amount_of,
    booking,
    camt054,
    entry,
    nacha_returns,
    pain002,
    reason,
    returned,
    status,
)
from tests.payouts.files.orders import ACME, CHEQUE, dollars, euros, order, payment

MANY = range(1, 10_001)
REFS = [f"P{n:011d}" for n in MANY]


def told(content: bytes, name: str) -> list[str]:
    return [node.text for node in ET.fromstring(content).iter() if node.tag.endswith("}" + name)]


def test_ten_thousand_sepa_payments_are_rejected_and_booked():
    sent = pain001.write(order(*(euros(n, amount_minor=n) for n in MANY)), ACME)
    rows = list(zip(told(sent, "EndToEndId"), told(sent, "InstdAmt"), strict=True))

    rejected = read(pain002(*(status(r, "RJCT", reason("AC01") + amount_of(a)) for r, a in rows)))
    bookings = (booking(ref, f'<Amt Ccy="EUR">{amount}</Amt>') for ref, amount in rows)
    booked = read(camt054(entry(*bookings)))

    for answers, outcome in ((rejected, Outcome.REFUSED), (booked, Outcome.PAID)):
        assert [answer.ref for answer in answers] == REFS
        assert [answer.amount_minor for answer in answers] == list(MANY)
        assert {answer.outcome for answer in answers} == {outcome}


def test_a_rejected_sepa_file_names_the_order():
    sent = pain001.write(order(euros()), ACME)
    (answer,) = read(pain002(group="<GrpSts>RJCT</GrpSts>"))
    assert [answer.ref] == told(sent, "MsgId") == told(sent, "PmtInfId")


def test_ten_thousand_us_credits_are_returned():
    sent = nacha.write(order(*(dollars(n, amount_minor=n) for n in MANY)), ACME).decode()
    entries = [line for line in sent.splitlines() if line[0] == "6"]
    answers = read(
        nacha_returns(
            *(returned(e[39:54], "R02", int(e[29:39]), trace=e[79:94]) for e in entries),
        )
    )
    assert [answer.ref for answer in answers] == REFS
    assert [answer.amount_minor for answer in answers] == list(MANY)


def test_our_table_with_a_column_outcome_is_an_answer():
    cy = payment(3, to=CHEQUE, currency="JPY", amount_minor=5000, name="=Cy")
    sent = table.write(order(euros(1), dollars(2), cy), ACME)
    header, *rows = csv.reader(io.StringIO(sent.decode(), newline=""))
    edited = io.StringIO()
    outcomes = ("paid", "", "refused")
    csv.writer(edited).writerows(
        [[*header, "outcome"], *([*row, o] for row, o in zip(rows, outcomes, strict=True))]
    )
    answers = read(edited.getvalue().encode())
    assert [(a.ref, a.outcome, a.amount_minor, a.currency) for a in answers] == [
        ("P00000000001", Outcome.PAID, 4990, "EUR"),
        ("P00000000003", Outcome.REFUSED, 5000, "JPY"),
    ]
