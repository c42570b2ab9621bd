"""Answers as CSV: `ref,outcome,[amount],[currency],[date],[code],[words]`, columns in any order.

The table of an order that we wrote is one too, once somebody has added the column `outcome`.
"""

import csv
import io
from collections.abc import Iterator
from datetime import date

from commissions.payouts.files.answers.answer import Answer, Outcome, Unreadable
from commissions.payouts.files.table import HEADER as WRITTEN
from mlmsite.lib.money import parse_minor

_REQUIRED = ("ref", "outcome")
_OPTIONAL = ("amount", "currency", "date", "code", "words")
_EXPECTED = "expected the columns ref, outcome, [amount], [currency], [date], [code], [words]"


def recognises(text: str) -> bool:
    """By its header: a first line that names ref and outcome."""
    first = text.lstrip().partition("\n")[0]
    return set(_REQUIRED) <= {name.strip(' "\r') for name in first.split(",")}


def read(text: str) -> list[Answer]:
    """A row without an outcome has no answer yet. Raises Unreadable for the first wrong line."""
    rows = _rows(text)
    _, header = next(rows, (1, []))
    header = [name.strip() for name in header]
    _check_header(header)
    answers = []
    for line, row in rows:
        if len(row) != len(header):
            raise Unreadable(f"line {line}: {len(row)} cells; the header has {len(header)}")
        cells = {name: cell.strip() for name, cell in zip(header, row, strict=True)}
        if cells["outcome"]:
            answers.append(_answer(cells, where=f"line {line}"))
    return answers


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with its first line; empty lines are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as e:
            raise Unreadable(f"line {line}: not CSV: {e}") from e
        if row:
            yield line, row


def _check_header(header: list[str]) -> None:
    for name in _REQUIRED:
        if name not in header:
            raise Unreadable(f'line 1: no column "{name}"; {_EXPECTED}')
    for name in header:
        if name not in {*_REQUIRED, *_OPTIONAL, *WRITTEN}:
            raise Unreadable(f'line 1: unknown column "{name[:40]}"; {_EXPECTED}')
        if header.count(name) > 1:
            raise Unreadable(f'line 1: two columns "{name}"; {_EXPECTED}')


def _answer(cells: dict[str, str], *, where: str) -> Answer:
    if not cells["ref"]:
        raise Unreadable(f"{where}: ref is empty")
    amount, currency = cells.get("amount", ""), cells.get("currency", "")
    return Answer(
        ref=cells["ref"],
        outcome=_outcome(cells["outcome"], where),
        amount_minor=_minor(amount, currency, where) if amount else None,
        currency=currency,
        on=_day(cells.get("date", ""), where),
        code=cells.get("code", ""),
        words=cells.get("words", ""),
        where=where,
    )


def _outcome(text: str, where: str) -> Outcome:
    try:
        return Outcome(text.lower())
    except ValueError:
        raise Unreadable(
            f'{where}: "{text[:40]}" is no outcome; expected {", ".join(Outcome)}'
        ) from None


def _minor(text: str, currency: str, where: str) -> int:
    try:
        amount_minor = parse_minor(text, currency)
    except ValueError as e:
        raise Unreadable(f"{where}: {e}") from e
    if amount_minor <= 0:
        raise Unreadable(f'{where}: "{text}" is not above zero')
    return amount_minor


def _day(text: str, where: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Unreadable(f'{where}: "{text[:40]}" is not a date, like 2026-10-31') from None
