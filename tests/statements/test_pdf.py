"""The PDF of a statement: read back from its pages, as a reader of PDFs would."""

import re
from datetime import date, timedelta

import pytest

from commissions.statements import pdf
from commissions.statements.month import statement
from tests import build
from tests.statements.account import night, post

OCTOBER = date(2026, 10, 1)
MARK = re.compile(rb"\((?P<text>(?:\\.|[^\\()])*)\) ?Tj|/(?P<font>F\d+) [\d.]+ Tf", re.DOTALL)


def of(agent, *, currency="USD", today=date(2026, 11, 2)):
    return statement(agent, month=OCTOBER, currency=currency, today=today)


def pages(shown, company="") -> list[str]:
    """The text of each page."""
    document = pdf.document(shown, company=company)
    document.set_compression(False)
    raw = bytes(document.output())
    letters = _letters(raw)
    contents = re.findall(rb"stream\n(.*?)\nendstream", raw, re.DOTALL)
    return [_text(content, letters) for content in contents if b" Tj" in content]


def _letters(raw: bytes) -> list[dict[int, str]]:
    """Of each font, in their order: what its glyphs stand for."""
    maps = re.findall(rb"begincmap(.*?)endcmap", raw, re.DOTALL)
    pair = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")
    return [
        {int(a, 16): bytes.fromhex(b.decode()).decode("utf-16-be") for a, b in pair.findall(one)}
        for one in maps
    ]


def _text(content: bytes, letters: list[dict[int, str]]) -> str:
    said, font = [], letters[0]
    for mark in MARK.finditer(content):
        if mark["font"]:
            font = letters[int(mark["font"][1:]) - 1]
        else:
            plain = re.sub(rb"\\(.)", _unescaped, mark["text"], flags=re.DOTALL)
            glyphs = zip(plain[::2], plain[1::2], strict=True)
            said.append("".join(font[256 * high + low] for high, low in glyphs))
    return "\n".join(said)


def _unescaped(escaped: re.Match) -> bytes:
    return {b"n": b"\n", b"r": b"\r", b"t": b"\t"}.get(escaped[1], escaped[1])


@pytest.fixture
def october(ann):
    for n in range(150):
        post(ann, "fee" if n % 3 == 2 else "earned", 1_000_01 + n, on=OCTOBER + timedelta(n % 31))
    night(date(2026, 10, 31), plan=build.plan())
    return of(ann)


def test_every_transfer_is_in_it_and_both_balances(october):
    said = "\n".join(pages(october)).splitlines()
    amounts = [
        f"{'-' if e.amount_minor < 0 else ''}{_major(e.amount_minor)}" for e in october.entries
    ]
    assert len(amounts) == 150 and set(amounts) <= set(said)
    table = said[said.index("Balance") :]
    shown = [word for word in table if re.fullmatch(r"-?[\d,]+\.\d\d", word)]
    balances = [_major(e.balance_minor) for e in october.entries]
    rows = [x for pair in zip(amounts, balances, strict=True) for x in pair]
    assert shown == [_major(october.opening_minor), *rows, _major(october.closing_minor)]


def _major(amount_minor: int) -> str:
    return f"{abs(amount_minor) // 100:,}.{abs(amount_minor) % 100:02}"


def test_each_page_has_the_number_the_table_s_head_and_says_which_it_is(october):
    found = pages(october, company="Ænigma Σία")
    assert len(found) == 4
    for number, page in enumerate(found, 1):
        lines = page.splitlines()
        assert lines[:2] == ["Ænigma Σία", f"Statement {october.number}"]
        assert lines[-2:] == [f"Page {number} of ", "4"]
        assert "Date\nWhat\nAmount\nBalance" in page


def test_a_month_without_transfers_has_its_balances(ann):
    post(ann, "earned", 12_34, on=date(2026, 9, 30))
    [page] = pages(of(ann))
    assert page.splitlines().count("12.34") == 4


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Łucja Đặng-Άννα Щербакова", "Łucja Đặng-Άννα Щербакова"),
        ("王小明", "Wang Xiao Ming"),
        ("Zoë\n\t Line", "Zoë Line"),
    ],
)
def test_a_name_is_in_its_own_letters_or_in_latin_ones(db, name, written):
    ann = build.agent("ANN", name=name)
    post(ann, "earned", 1, on=OCTOBER)
    assert written in pages(of(ann))[0].splitlines()


def test_a_name_of_200_letters_is_whole(db):
    ann = build.agent("ANN", name="Wilhelmina " * 17 + "x" * 13)
    post(ann, "earned", 1, on=OCTOBER)
    assert pages(of(ann))[0].replace("\n", " ").count("Wilhelmina") == 17


def test_what_is_too_long_for_its_column_takes_another_line(ann):
    key = f"adjustment:{'W' * 85}"
    post(ann, "bonus", 1, on=OCTOBER, key=key)
    [page] = pages(of(ann))
    assert "".join(line for line in page.splitlines() if "WW" in line).count("W") == 85
    assert "WW\nWW" in page


def test_a_currency_without_decimals_has_none(ann):
    post(ann, "earned", 4415, on=OCTOBER, currency="JPY")
    assert "4,415" in pages(of(ann, currency="JPY"))[0].splitlines()


def test_it_says_whether_it_is_final(october):
    assert pdf.NOT_FINAL not in pages(october)[0]
    assert pdf.NOT_FINAL in pages(of(october.agent, today=date(2026, 10, 31)))[0]


def test_the_same_statement_is_the_same_bytes(october):
    first = pdf.render(october, company="Company")
    assert pdf.render(of(october.agent), company="Company") == first
    assert b"D:20261101000000" in first


def test_it_tells_its_title_and_language(october):
    raw = pdf.render(october, company="")
    assert b"/Lang (en)" in raw
    assert f"Statement {october.number}".encode("utf-16-be") in raw or (
        f"(Statement {october.number})".encode() in raw
    )
