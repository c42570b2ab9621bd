"""Positions as in the NACHA Operating Rules, Appendix Three: from 1, the last included."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from commissions.payouts.files import nacha
from commissions.payouts.files.order import Ach, OrderRefused
from tests.payouts.files.orders import ACME, NACHA_MOST, dollars, order, two_credits

GOLDEN = Path(__file__).parent / "golden" / "credits.ach"


def records(content: bytes, kind: str) -> list[str]:
    lines = content.decode("ascii").splitlines()
    return [line for line in lines if line[0] == kind and line != "9" * 94]


def part(record: str, first: int, last: int) -> str:
    return record[first - 1 : last]


def test_two_credits_are_the_file_written_by_hand():
    assert nacha.write(two_credits(), ACME) == GOLDEN.read_bytes()


def test_the_file_header_names_bank_company_and_creation():
    (header,) = records(nacha.write(two_credits(), ACME), "1")
    assert part(header, 2, 3) == "01"
    assert part(header, 4, 13) == part(header, 14, 23) == " 021000021"
    assert part(header, 24, 33) == "2611230905"
    assert part(header, 35, 40) == "094101"
    assert part(header, 41, 63).rstrip() == "JPMORGAN CHASE"
    assert part(header, 64, 86).rstrip() == "ACME INC"


def test_the_batch_is_of_credits_to_people_on_the_day():
    content = nacha.write(two_credits(), replace(ACME, ach_company_id="A12345678Z"))
    (header,) = records(content, "5")
    assert part(header, 2, 4) == "220"
    assert part(header, 5, 20).rstrip() == "ACME INC"
    assert part(header, 21, 40).rstrip() == "B00000012"
    assert part(header, 41, 50) == "A12345678Z"
    assert part(header, 51, 53) == "PPD"
    assert part(header, 54, 63) == "COMMISSION"
    assert part(header, 70, 75) == "261201"
    assert part(header, 79, 94) == "1021000020000001"


def test_an_entry_for_each_payment_and_none_to_balance_them():
    first, second = records(nacha.write(two_credits(), ACME), "6")
    assert [part(e, 2, 3) for e in (first, second)] == ["22", "32"]
    assert [part(e, 4, 12) for e in (first, second)] == ["011401533", "091000019"]
    assert [part(e, 13, 29).rstrip() for e in (first, second)] == ["123456789", "98-76543"]
    assert [part(e, 30, 39) for e in (first, second)] == ["0000004990", "0000123456"]
    assert [part(e, 40, 54) for e in (first, second)] == ["P00000000042   ", "P00000000043   "]
    assert [part(e, 55, 76).rstrip() for e in (first, second)] == ["ZOE OST", "ANN ARCHER"]
    assert [part(e, 79, 79) for e in (first, second)] == ["0", "0"]
    assert [part(e, 80, 94) for e in (first, second)] == ["021000020000001", "021000020000002"]


def test_controls_sum_ten_thousand_payments():
    to = Ach("322271627", "17-CHARACTERS-XYZ")
    content = nacha.write(
        order(*(dollars(n, to=to, amount_minor=n) for n in range(1, 10_001))), ACME
    )
    lines = content.decode("ascii").split("\n")
    (batch,), (file,) = records(content, "8"), records(content, "9")

    # 32,227,162 × 10,000 = 322,271,620,000, of which the last ten digits stand.
    assert part(batch, 11, 20) == part(file, 22, 31) == "2271620000"
    assert part(batch, 5, 10) == "010000" and part(file, 14, 21) == "00010000"
    assert part(batch, 21, 32) == part(file, 32, 43) == "0" * 12
    assert part(batch, 33, 44) == part(file, 44, 55) == "000050005000"
    assert part(batch, 45, 54) == "1123456789" and part(batch, 80, 94) == "021000020000001"
    # 10,004 records fill 1,001 blocks of ten.
    assert part(file, 2, 13) == "000001001001"
    assert len(lines) == 10_010 + 1 and lines[-1] == ""
    assert {len(line) for line in lines[:-1]} == {94}
    entries = records(content, "6")
    assert [part(e, 88, 94) for e in entries] == [f"{n:07d}" for n in range(1, 10_001)]
    assert [part(e, 40, 51) for e in entries] == [f"P{n:011d}" for n in range(1, 10_001)]
    assert part(entries[0], 13, 29) == "17-CHARACTERS-XYZ"


def test_the_same_order_gives_the_same_bytes():
    assert nacha.write(two_credits(), ACME) == nacha.write(two_credits(), ACME)


def test_files_of_one_day_differ_in_their_modifier():
    files = [nacha.write(order(dollars(), ref=f"B{n:08d}"), ACME) for n in range(36)]
    modifiers = {part(records(content, "1")[0], 34, 34) for content in files}
    assert modifiers == set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Łukasz Müßig", "LUKASZ MUSSIG"),
        ("Ann\nBea\x1cCy\u2028Di", "ANN BEA CY DI"),
        ("Maximiliane von Hohenstein-Bergen", "MAXIMILIANE VON HOHENS"),
    ],
)
def test_names_are_written_in_22_ascii_characters(name, written):
    (entry,) = records(nacha.write(order(dollars(name=name)), ACME), "6")
    assert part(entry, 55, 76) == written.ljust(22)


def test_an_invalid_file_crashes_before_a_bank_gets_it(monkeypatch):
    monkeypatch.setattr(nacha, "_is_routing", lambda text: True)
    with pytest.raises(AssertionError, match="fails ABA checksum"):
        nacha.write(order(dollars(to=Ach("011401534", "1"))), ACME)


def test_the_companys_and_the_banks_names_are_ascii_too():
    content = nacha.write(two_credits(), replace(ACME, name="Müller Söhne", ach_bank="Crédit"))
    assert part(records(content, "1")[0], 41, 86) == f"{'CREDIT':23}{'MULLER SOHNE':23}"
    assert part(records(content, "5")[0], 5, 20) == "MULLER SOHNE    "


@settings(deadline=None)
@given(name=st.text(), company=st.text(), bank=st.text())
@example(name="9" * 94, company="\x1c1", bank="\x0b2")
def test_any_names_make_records_of_94_or_are_refused(name, company, bank):
    payer = replace(ACME, name=company, ach_bank=bank)
    try:
        content = nacha.write(order(dollars(name=name)), payer)
    except OrderRefused as e:
        assert "name" in str(e)
        return
    assert [len(line) for line in content.decode("ascii").splitlines()] == [94] * 10


def test_the_largest_amount_is_exact_and_a_cent_more_is_refused():
    (entry,) = records(nacha.write(order(dollars(amount_minor=NACHA_MOST)), ACME), "6")
    assert part(entry, 30, 39) == "9999999999"
    with pytest.raises(OrderRefused, match=r"100000000\.00 USD is more than a NACHA file can pay"):
        nacha.write(order(dollars(amount_minor=NACHA_MOST + 1)), ACME)


def test_a_sum_of_more_than_twelve_digits_is_refused():
    payments = [dollars(n, amount_minor=NACHA_MOST) for n in range(101)]
    with pytest.raises(OrderRefused, match=r"above 9999999999\.99 USD, the most in a NACHA file"):
        nacha.write(order(*payments), ACME)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": "😀"}, "name is missing"),
        ({"ach_routing": ""}, "routing number is missing or mistyped (9 digits)"),
        ({"ach_routing": "021000022"}, "routing number is missing or mistyped (9 digits)"),
        ({"ach_routing": "021-000-021"}, "routing number is missing or mistyped (9 digits)"),
        (
            {"ach_company_id": "123456789"},
            "ACH company ID is missing or mistyped (10 digits or capitals, often 1 and the EIN)",
        ),
        ({"ach_bank": ""}, "bank's name is missing"),
    ],
)
def test_the_companys_own_details_are_checked(wrong, told):
    with pytest.raises(OrderRefused) as refused:
        nacha.write(two_credits(), replace(ACME, **wrong))
    assert str(refused.value) == f"The company's {told}: correct it in the company's bank details"


@pytest.mark.parametrize(
    ("to", "told"),
    [
        (Ach("011401534", "1"), "routing number is mistyped"),
        (Ach("٠١١٤٠١٥٣٣", "1"), "routing number is mistyped"),
        (Ach("011401533", ""), "account number is mistyped"),
        (Ach("011401533", "1" * 18), "account number is mistyped (at most 17 digits"),
        (Ach("011401533", "12é"), "account number is mistyped"),
    ],
)
def test_a_payees_wrong_account_is_refused_without_being_shown(to, told):
    with pytest.raises(OrderRefused) as refused:
        nacha.write(order(dollars(1), dollars(2, to=to)), ACME)
    assert str(refused.value).startswith(f"P00000000002: the {told}")
    assert not to.account or to.account not in str(refused.value).split()
