"""Whatever is uploaded: answers or Unreadable."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from commissions.payouts.files.answers.answer import Answer, Unreadable
from commissions.payouts.files.answers.read import read
from tests.payouts.files.banks import (
    amount_of,
    booking,
    camt054,
    changed,
    entry,
    nacha_returns,
    pain002,
    reason,
    returned,
    status,
)
from tests.payouts.files.test_answer_tables import FULL

STATUS = pain002(status("P42", "RJCT", reason("AC04", "closed") + amount_of("49.90")))
BOOKED = camt054(entry(booking("P42"), booking("P43", more=reason("MD07", inside="RtrInf"))))
RETURNS = nacha_returns(returned("P42", "R03"), changed("P43", "C01", "987654"))
VALID = [STATUS, BOOKED, RETURNS, FULL]

BOMB = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
<Document><CstmrPmtStsRpt>&b;</CstmrPmtStsRpt></Document>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]>
<Document><CstmrPmtStsRpt>&a;</CstmrPmtStsRpt></Document>"""
DTD = b"""<!DOCTYPE d SYSTEM "http://example.com/d.dtd"><Document><CstmrPmtStsRpt/></Document>"""


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "The file is empty: expected a bank's pain.002 or camt.054"),
        (b" \r\n\xc2\xa0", "The file is empty"),
        (b"\xef\xbb\xbf", "The file is empty"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "line 2 has bytes that are not utf-8"),
        (b"%PDF-1.7\n", "line 1: expected a bank's pain.002 or camt.054, a NACHA return file"),
        (b"PK\x03\x04\x00\x00", "The file is UTF-16 or no text"),
        (STATUS.decode().encode("utf-16"), "The file is UTF-16 or no text"),
        (FULL.decode().encode("utf-16-le"), "The file is UTF-16 or no text"),
        (STATUS.replace(b"UTF-8", b"UTF-7"), "line 1: the encoding utf-7 is not read"),
        (STATUS[:-20], "line 10: not the XML of a whole report, maybe cut off"),
        (b"<html><body/></html>", "line 1: XML, but without CstmrPmtStsRpt or BkToCstmr"),
        (BOMB, "The XML brings a document type or entities"),
        (OUTSIDE, "The XML brings a document type or entities"),
        (DTD, "The XML brings a document type or entities"),
        (b"<a>" * 100_000 + b"</a>" * 100_000, "line 1: XML, but without"),
        (b"ref;outcome\nP42;paid", "line 1: expected a bank's"),
    ],
)
def test_what_cannot_be_read_says_what_was_expected(content, told):
    with pytest.raises(Unreadable) as unreadable:
        read(content)
    assert str(unreadable.value).startswith(told)


def test_xml_may_be_in_the_encoding_it_declares():
    told = status("P42", "RJCT", reason("NARR", "Müller"))
    content = pain002(told).decode().replace("UTF-8", "ISO-8859-1").encode("latin-1")
    assert read(content)[0].words.endswith(": Müller")


def test_each_format_is_recognised_by_its_content():
    assert [[answer.ref for answer in read(content)] for content in VALID] == [
        ["P42"],
        ["P42", "P43"],
        ["P42", "P43"],
        ["P00000000042", "P00000000043"],
    ]


def answers_or_unreadable(content: bytes) -> None:
    try:
        answers = read(content)
    except Unreadable as e:
        assert str(e)
        return
    assert all(isinstance(answer, Answer) for answer in answers)


@settings(deadline=None)
@given(st.binary())
@example(b"101")
@example(b"<?xml version='1.0' encoding='unicode_escape'?><a>\\]</a>")
@example(b"ref,outcome\n" + b"x" * 200_000)
@example(b"ref,outcome,amount,currency\nP1,paid," + b"9" * 5000 + b",EUR")
def test_any_bytes_are_answers_or_unreadable(content):
    answers_or_unreadable(content)


@settings(deadline=None)
@given(st.sampled_from([b"<", b"101", b"ref,outcome\n", b"<?xml ", b"<a>&"]), st.binary())
def test_any_bytes_after_a_formats_first_are_too(start, content):
    answers_or_unreadable(start + content)


@settings(max_examples=300, deadline=None)
@given(content=st.sampled_from(VALID), data=st.data())
def test_a_valid_file_with_a_change_anywhere_is_too(content, data):
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 20)))
    piece = data.draw(st.binary(max_size=8) | st.sampled_from(re.split(rb"(?=[<,\n])", content)))
    answers_or_unreadable(content[:start] + piece + content[end:])


@pytest.mark.parametrize("content", VALID)
def test_a_file_cut_anywhere_is_too(content):
    for length in range(len(content)):
        answers_or_unreadable(content[:length])


@pytest.mark.parametrize("content", [STATUS, BOOKED, RETURNS])
def test_a_banks_file_that_was_cut_is_never_taken_for_a_whole_one(content):
    """What may be missing: the filler and the blanks before it, or the end of the last tag."""
    needed = content.find(b"\n" + b"9" * 94) - 39 if content is RETURNS else len(content)
    for length in range(needed):
        with pytest.raises(Unreadable):
            read(content[:length])
