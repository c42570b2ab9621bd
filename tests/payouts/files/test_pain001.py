import io
from dataclasses import replace
from importlib import resources
from xml.etree import ElementTree as ET

import pytest
import xmlschema
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from commissions.payouts.files import pain001
from commissions.payouts.files.order import Iban, OrderRefused
from tests.payouts.files.orders import ACME, SEPA_MOST, euros, order

NAMESPACE = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"
SEPA = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-?:().,'+ ")


@pytest.fixture(scope="module")
def schema():
    """xmlschema's opinion: the code asks lxml."""
    folder = resources.files("sepaxml") / "schemas"
    return xmlschema.XMLSchema((folder / "pain.001.001.09.xsd").read_text())


def texts(content: bytes, name: str) -> list[str]:
    """Of all elements called `name`, in the file's order."""
    return [e.text for e in ET.fromstring(content).iter(NAMESPACE + name)]


def inside(content: bytes, path: str) -> list[str]:
    root = ET.fromstring(content)
    return [e.text for e in root.findall("/".join("{*}" + name for name in path.split("/")))]


def test_an_order_is_one_batch_of_its_payments(schema):
    ann = euros(43, name="Ann Archer", to=Iban("NL91ABNA0417164300"), amount_minor=5)
    content = pain001.write(order(euros(42), ann), ACME)

    schema.validate(io.BytesIO(content))
    assert texts(content, "MsgId") == texts(content, "PmtInfId") == ["B00000012"]
    assert texts(content, "CreDtTm") == ["2026-11-23T09:05:00+00:00"]
    assert texts(content, "Dt") == ["2026-12-01"]
    assert texts(content, "BtchBookg") == ["true"]
    assert texts(content, "EndToEndId") == ["P00000000042", "P00000000043"]
    assert texts(content, "InstdAmt") == ["49.90", "0.05"]
    assert texts(content, "NbOfTxs") == ["2", "2"]
    assert texts(content, "CtrlSum") == ["49.95", "49.95"]
    assert texts(content, "Nm") == ["ACME Inc", "ACME Inc", "Zoe Ost", "Ann Archer"]
    ibans = ["DE02120300000000202051", "DE89370400440532013000", "NL91ABNA0417164300"]
    assert texts(content, "IBAN") == ibans
    assert texts(content, "BICFI") == ["BYLADEM1001", "COBADEFFXXX"]
    assert texts(content, "Ustrd") == ["Commission 2026-10"] * 2
    assert content.count(b'<InstdAmt Ccy="EUR">') == 2


def test_a_company_without_bic_says_so(schema):
    content = pain001.write(order(euros()), replace(ACME, bic=""))
    schema.validate(io.BytesIO(content))
    path = "CstmrCdtTrfInitn/PmtInf/DbtrAgt/FinInstnId/Othr/Id"
    assert inside(content, path) == ["NOTPROVIDED"]


def test_the_same_order_gives_the_same_bytes():
    assert pain001.write(order(euros()), ACME) == pain001.write(order(euros()), ACME)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Łukasz Müßig", "Lukasz Mussig"),
        ("王伟", "Wang Wei"),
        ("Zoë 😀", "Zoe"),
        ("A\x00n\tn\n\x1b[31m", "A n n (31m"),
        ("Ann <b>&amp; Bea_Cy", "Ann (b)+amp, Bea-Cy"),
        ("//Ann//Bea//", "Ann/Bea"),
        ("ö" * 200, "o" * 70),
        ("Ann @ 100% #1", "Ann . 100 1"),
    ],
)
def test_names_are_written_in_sepas_characters(schema, name, written):
    content = pain001.write(order(euros(name=name)), ACME)
    schema.validate(io.BytesIO(content))
    assert inside(content, "CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf/Cdtr/Nm") == [written]


@settings(max_examples=60, deadline=None)
@given(name=st.text(), about=st.text(), payer=st.text(min_size=1))
@example(name="x" * 69 + "//x", about="😀", payer="\ud800x")
def test_any_words_make_a_valid_file_or_are_refused(schema, name, about, payer):
    try:
        content = pain001.write(order(euros(name=name, about=about)), replace(ACME, name=payer))
    except OrderRefused as e:
        assert "has no letters" in str(e) or "name is missing" in str(e)
        return
    schema.validate(io.BytesIO(content))
    for text, longest in ((texts(content, "Nm"), 70), (texts(content, "Ustrd"), 140)):
        assert all(0 < len(t) <= longest and set(t) <= SEPA and "//" not in t for t in text)


def test_no_words_become_the_ref():
    assert texts(pain001.write(order(euros(about="😀")), ACME), "Ustrd") == ["P00000000042"]


def test_the_largest_amount_is_exact_and_a_cent_more_is_refused():
    content = pain001.write(order(*(euros(n, amount_minor=SEPA_MOST) for n in range(3))), ACME)
    assert texts(content, "InstdAmt") == ["999999999.99"] * 3
    assert texts(content, "CtrlSum") == ["2999999999.97"] * 2
    with pytest.raises(OrderRefused, match=r"1000000000\.00 EUR is more than a SEPA file can pay"):
        pain001.write(order(euros(amount_minor=SEPA_MOST + 1)), ACME)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"iban": ""}, "The company's IBAN is missing: correct it in the company's bank details"),
        ({"iban": "DE02120300000000202052"}, "The company's IBAN is mistyped"),
        ({"iban": "BR1800360305000010009795493C1"}, "The company's IBAN is of a country outside"),
        ({"bic": "BYLA"}, "The company's BIC is mistyped"),
        ({"name": "—"}, "The company's name is missing"),
    ],
)
def test_the_companys_own_details_are_checked(wrong, told):
    with pytest.raises(OrderRefused, match=f"^{told}"):
        pain001.write(order(euros()), replace(ACME, **wrong))


@pytest.mark.parametrize(
    ("to", "told"),
    [
        (Iban(""), "IBAN is missing"),
        (Iban("DE89370400440532013001"), "IBAN is mistyped"),
        (Iban("DE٨٩370400440532013000"), "IBAN is mistyped"),
        (Iban("BR1800360305000010009795493C1"), "IBAN is of a country outside SEPA"),
        (Iban("DE89370400440532013000", "COBA"), "BIC is mistyped"),
    ],
)
def test_a_payees_wrong_account_is_refused_without_being_shown(to, told):
    with pytest.raises(OrderRefused) as refused:
        pain001.write(order(euros(1), euros(2, to=to)), ACME)
    assert str(refused.value) == f"P00000000002: the {told}: ask for it again"


def test_an_iban_may_be_written_with_blanks(schema):
    content = pain001.write(order(euros(to=Iban("de89 3704 0044 0532 0130 00"))), ACME)
    schema.validate(io.BytesIO(content))
    assert texts(content, "IBAN")[1] == "DE89370400440532013000"


def test_an_invalid_file_crashes_before_a_bank_gets_it(monkeypatch):
    monkeypatch.setattr(pain001, "_NAME_LONGEST", 200)
    with pytest.raises(etree.DocumentInvalid):
        pain001.write(order(euros(name="o" * 141)), ACME)


def test_ten_thousand_payments_keep_their_order():
    content = pain001.write(order(*(euros(n, amount_minor=n + 1) for n in range(10_000))), ACME)
    assert texts(content, "EndToEndId") == [f"P{n:011d}" for n in range(10_000)]
    assert texts(content, "CtrlSum") == ["500050.00"] * 2
