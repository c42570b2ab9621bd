"""NACHA returns (addenda 99) and notifications of change (addenda 98).

Layout: NACHA Operating Rules, Appendix Four (returns) and Five (changes). A file's control record
counts its entries and sums their amounts, so a file that was cut or changed is told from a whole
one.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from commissions.payouts.files.answers import reasons
from commissions.payouts.files.answers.answer import Answer, Outcome, Unreadable

_LENGTH = 94
_CURRENCY = "USD"
_RETURN, _CHANGE = "99", "98"
_FILLER = "9" * _LENGTH


class _Record(NamedTuple):
    line: int
    text: str

    def part(self, first: int, last: int) -> str:
        """By the positions in NACHA's layouts, which count from 1 and include the last."""
        return self.text[first - 1 : last]

    def number(self, first: int, last: int) -> int:
        text = self.part(first, last)
        if not re.fullmatch("[0-9]+", text):
            raise Unreadable(f"line {self.line}: digits expected at {first} to {last}")
        return int(text)


class _Entry(NamedTuple):
    """An entry detail (6) with its addenda (7)."""

    detail: _Record
    addenda: list[_Record]


def recognises(text: str) -> bool:
    """The file header: record type 1, priority code 01."""
    return text.lstrip().startswith("101")


def read(text: str) -> list[Answer]:
    """`where` is the entry's line. Raises Unreadable."""
    records = [record for record in _records(text) if record.text != _FILLER]
    on = _created_on(records[0])
    entries = _entries(records)
    _check_whole(records[-1], entries)
    return [_answer(entry, on) for entry in entries]


def _records(text: str) -> Iterator[_Record]:
    """Some banks send the records without line ends: then `line` counts records."""
    lines = text.strip().splitlines()
    if len(lines) == 1:
        lines = [text.strip()[at : at + _LENGTH] for at in range(0, len(text.strip()), _LENGTH)]
    for number, line in enumerate(lines, start=1):
        # Editors and mail drop the blanks in which headers and controls end.
        record = line.ljust(_LENGTH) if line[:1] in ("1", "5", "8", "9") else line
        if len(record) != _LENGTH:
            raise Unreadable(f"line {number} has {len(line)} characters: NACHA has {_LENGTH}")
        yield _Record(number, record)


def _created_on(header: _Record) -> date:
    try:
        return date(2000 + header.number(24, 25), header.number(26, 27), header.number(28, 29))
    except ValueError as e:
        raise Unreadable(f"line 1: a date as YYMMDD is expected at 24 to 29 ({e})") from e


def _entries(records: list[_Record]) -> list[_Entry]:
    entries: list[_Entry] = []
    for record in records:
        kind = record.part(1, 1)
        if kind == "6":
            entries.append(_Entry(record, []))
        elif kind == "7" and entries:
            entries[-1].addenda.append(record)
        elif kind not in ("1", "5", "8", "9"):
            raise Unreadable(f"line {record.line}: no NACHA record begins with {kind!r} here")
    return entries


def _check_whole(control: _Record, entries: list[_Entry]) -> None:
    if control.part(1, 1) != "9":
        raise Unreadable(
            f"line {control.line}: the file's control record is missing: it is cut off"
        )
    count = sum(1 + len(entry.addenda) for entry in entries)
    if control.number(14, 21) != count:
        raise Unreadable(f"line {control.line}: {count} entries and addenda, not as it counts them")
    total = sum(entry.detail.number(30, 39) for entry in entries)
    if control.number(32, 43) + control.number(44, 55) != total:
        raise Unreadable(f"line {control.line}: the entries' sum is not as it says")


def _answer(entry: _Entry, on: date) -> Answer:
    for addenda in entry.addenda:
        kind, code = addenda.part(2, 3), addenda.part(4, 6).upper()
        if kind == _RETURN:
            amount_minor = entry.detail.number(30, 39)
            told = reasons.of_return(code)
            return _told(entry, Outcome.REFUSED, amount_minor, on, code, told)
        if kind == _CHANGE:
            # A notification's amount is zero, whatever was paid.
            told = reasons.of_change(code, _corrected(code, addenda.part(36, 64)))
            return _told(entry, Outcome.PENDING, None, on, code, told)
    raise Unreadable(
        f"line {entry.detail.line}: a payment and no return of one: expected addenda 98 or 99"
    )


def _told(
    entry: _Entry, outcome: Outcome, amount_minor: int | None, on: date, code: str, words: str
) -> Answer:
    return Answer(
        ref=entry.detail.part(40, 54).strip(),
        outcome=outcome,
        amount_minor=amount_minor,
        currency="" if amount_minor is None else _CURRENCY,
        on=on,
        code=code,
        words=words,
        where=f"line {entry.detail.line}",
    )


_CORRECTED_ROUTING = {"C02": slice(9), "C03": slice(9), "C07": slice(9)}
_CORRECTED_ACCOUNT = {"C01": slice(17), "C03": slice(12, 29), "C06": slice(17), "C07": slice(9, 26)}


def _corrected(code: str, data: str) -> str:
    """What the bank would have instead. Of an account number only the end: answers are kept where
    bank details aren't protected, and the bank's file has all of it."""
    routing = data[_CORRECTED_ROUTING.get(code, slice(0))].strip()
    account = data[_CORRECTED_ACCOUNT.get(code, slice(0))].strip()
    return ", ".join(filter(None, (routing, account and f"an account ending in {account[-4:]}")))
