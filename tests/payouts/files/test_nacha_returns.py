from datetime import date

import pytest

from commissions.payouts.files import nacha
from commissions.payouts.files.answers.answer import Answer, Outcome, Unreadable
from commissions.payouts.files.answers.read import read
from tests.payouts.files.banks import changed, nacha_returns, returned
from tests.payouts.files.orders import ACME, two_credits

TWO = (returned("P00000000042", "R03"), returned("P00000000043", "R13", 123456))


def test_a_return_is_refused_with_the_codes_meaning():
    first, second = read(nacha_returns(*TWO))
    assert first == Answer(
        ref="P00000000042",
        outcome=Outcome.REFUSED,
        amount_minor=4990,
        currency="USD",
        on=date(2026, 12, 3),
        code="R03",
        words="No account / unable to locate account",
        where="line 3",
    )
    assert (second.ref, second.amount_minor, second.where) == ("P00000000043", 123456, "line 5")
    assert second.words == "Routing number is of no bank that takes part"


def test_an_unknown_code_is_told_as_it_is():
    (answer,) = read(nacha_returns(returned("P00000000042", "R99")))
    assert (answer.code, answer.words) == ("R99", "The bank gives the code R99 without words")


@pytest.mark.parametrize(
    ("code", "corrected", "words"),
    [
        ("C01", "9876543210", "Correct the account number: an account ending in 3210"),
        ("C02", "091000019", "Correct the routing number: 091000019"),
        (
            "C03",
            "091000019   12345678901234567",
            "Correct the routing number and the account number: 091000019, "
            "an account ending in 4567",
        ),
        (
            "C06",
            "12345678901234567   32",
            "Correct the account number and its kind, checking or savings: "
            "an account ending in 4567",
        ),
        (
            "C07",
            "0910000191234567890123456732",
            "Correct the routing number, the account number and its kind, checking or savings: "
            "091000019, an account ending in 4567",
        ),
        ("C05", "32", "Correct the kind of account, checking or savings"),
    ],
)
def test_a_notification_of_change_says_what_to_correct(code, corrected, words):
    (answer,) = read(nacha_returns(changed("P00000000042", code, corrected)))
    assert (answer.outcome, answer.amount_minor, answer.currency) == (Outcome.PENDING, None, "")
    assert (answer.code, answer.words) == (code, words)


def test_records_may_come_without_line_ends_or_trailing_blanks():
    content = nacha_returns(*TWO)
    stream = content.replace(b"\n", b"")
    trimmed = b"\r\n".join(line.rstrip() for line in content.splitlines())
    assert read(stream) == read(trimmed) == read(content)


def test_payments_are_no_returns():
    with pytest.raises(Unreadable, match=r"^line 3: a payment and no return of one"):
        read(nacha.write(two_credits(), ACME))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b"0000004990", b"0000004991", "line 8: the entries' sum is not as it says"),
        (TWO[1].encode(), b"", "line 6: 2 entries and addenda, not as it counts them"),
        (b"\n9000001000001", b"\n8000001000001", "line 8: the file's control record is missing"),
        (b"0000004990", b"000000499", "line 3 has 93 characters: NACHA has 94"),
        (b"0000004990", b"00000049.9", "line 3: digits expected at 30 to 39"),
        (b"261203", b"261303", "line 1: a date as YYMMDD is expected at 24 to 29"),
        (b"\n799R03", b"\n499R03", "line 4: no NACHA record begins with '4' here"),
    ],
)
def test_a_file_that_was_cut_or_changed_is_unreadable(old, new, told):
    content = nacha_returns(*TWO)
    assert old in content
    with pytest.raises(Unreadable) as unreadable:
        read(content.replace(old, new, 1))
    assert str(unreadable.value).startswith(told)
