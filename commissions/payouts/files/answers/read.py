"""Whichever file a bank sends: recognised by what is in it, not by its name."""

from commissions.payouts.files.answers import camt054, nacha_returns, pain002, table
from commissions.payouts.files.answers.answer import Answer, Unreadable
from commissions.payouts.files.answers.document import parsed, reports
from commissions.payouts.files.answers.text import decoded

_EXPECTED = (
    "expected a bank's pain.002 or camt.054, a NACHA return file, or CSV with ref and outcome"
)


def read(content: bytes) -> list[Answer]:
    """In the file's order, what is about a whole order first. Raises Unreadable, and nothing else
    for any bytes."""
    text = decoded(content)
    if not text.strip():
        raise Unreadable(f"The file is empty: {_EXPECTED}")
    if text.lstrip().startswith("<"):
        return _read_xml(text)
    if nacha_returns.recognises(text):
        return nacha_returns.read(text)
    if table.recognises(text):
        return table.read(text)
    raise Unreadable(f"line 1: {_EXPECTED}")


def _read_xml(text: str) -> list[Answer]:
    root = parsed(text)
    for name, read_report in ((pain002.REPORT, pain002.read), (camt054.REPORT, camt054.read)):
        if found := reports(root, name):
            return [answer for report in found for answer in read_report(report)]
    raise Unreadable(f"line 1: XML, but without {pain002.REPORT} or {camt054.REPORT}: {_EXPECTED}")
