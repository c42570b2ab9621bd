from datetime import date

import pytest

from commissions.payouts.files.answers.answer import Answer, Outcome, Unreadable
from commissions.payouts.files.answers.read import read

FULL = b"""ref,outcome,amount,currency,date,code,words
P00000000042,paid,49.90,EUR,2026-12-01,,
P00000000043,Refused,,,,AC04,"closed, they say"
"""


def test_a_line_is_an_answer():
    first, second = read(FULL)
    assert first == Answer(
        "P00000000042", Outcome.PAID, 4990, "EUR", date(2026, 12, 1), "", "", "line 2"
    )
    words = "closed, they say"
    assert second == Answer(
        "P00000000043", Outcome.REFUSED, None, "", None, "AC04", words, "line 3"
    )


@pytest.mark.parametrize(
    "content",
    [
        b"outcome,ref\npaid,P42",
        b"\xef\xbb\xbfref,outcome\r\nP42,paid\r\n\r\n",
        b'"ref","outcome"\nP42," paid "\n',
    ],
)
def test_spreadsheets_habits_are_understood(content):
    assert [(a.ref, a.outcome) for a in read(content)] == [("P42", Outcome.PAID)]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"P1,gone,,,", 'line 2: "gone" is no outcome; expected paid, refused, pending'),
        (b",paid,,,", "line 2: ref is empty"),
        (b"P1,paid", "line 2: 2 cells; the header has 5"),
        (b"P1,paid,1.999,EUR,", 'line 2: "1.999" has more than the 2 decimals of EUR'),
        (b"P1,paid,1,,", 'line 2: "" is not an ISO 4217 currency, like USD'),
        (b"P1,paid,-1.00,EUR,", 'line 2: "-1.00" is not above zero'),
        (b"P1,paid,,,31.12.26", 'line 2: "31.12.26" is not a date, like 2026-10-31'),
        (b'P1,"paid,,,', "line 2: not CSV: "),
        (b"P1,paid,,,\nP\xff,paid,,,", "line 3 has bytes that are not utf-8: UTF-8 is expected"),
    ],
)
def test_a_wrong_line_is_named(line, told):
    with pytest.raises(Unreadable) as unreadable:
        read(b"ref,outcome,amount,currency,date\n" + line + b"\n")
    assert str(unreadable.value).startswith(told)


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (b"ref,outcome,colour", 'line 1: unknown column "colour"; expected the columns ref'),
        (b"ref,outcome,ref", 'line 1: two columns "ref"'),
        (b'"ref,outcome"', 'line 1: no column "ref"'),
    ],
)
def test_a_wrong_header_is_named(header, told):
    with pytest.raises(Unreadable, match=f"^{told}"):
        read(header + b"\n")
