"""ISO 20022's XML of any version: elements by their local names, amounts and days.

Parsed by defusedxml: a document that brings entities or a DTD is refused, so it can neither grow
when read nor fetch anything.
"""

import re
from collections.abc import Sequence
from datetime import date
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from commissions.payouts.files.answers.answer import Unreadable
from mlmsite.lib.money import parse_minor

_DECIMAL = re.compile(r"([0-9]{1,20})(?:\.([0-9]{0,20}))?")


def parsed(text: str) -> Element:
    try:
        return fromstring(text, forbid_dtd=True)
    except ParseError as e:
        line = e.position[0]
        raise Unreadable(f"line {line}: not the XML of a whole report, maybe cut off ({e})") from e
    except DefusedXmlException as e:
        raise Unreadable("The XML brings a document type or entities: bank reports don't") from e


def reports(root: Element, name: str) -> Sequence[Element]:
    """The documents' bodies called `name`; some banks wrap several in one file."""
    # Not at any depth: a search through all of a deeply nested document would overflow the stack.
    return [*find_all(root, name), *root.findall(f"*/{{*}}{name}")]


def find(node: Element, path: str) -> Element | None:
    """`path` of local names: `"StsRsnInf/Rsn/Cd"`."""
    return node.find(_any_version(path))


def find_all(node: Element, path: str) -> Sequence[Element]:
    return node.findall(_any_version(path))


def words(node: Element, *paths: str) -> str:
    """The first of `paths` that has any, else ""."""
    for path in paths:
        if text := (node.findtext(_any_version(path)) or "").strip():
            return text
    return ""


def day(node: Element, *paths: str, where: str) -> date | None:
    """A date, or the date of an instant as the bank writes it, in its own time zone."""
    if not (text := words(node, *paths)):
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise Unreadable(f'{where}: "{text[:40]}" is not a date, like 2026-10-31') from None


def amount(node: Element, *paths: str, where: str) -> tuple[int | None, str]:
    """Minor units and currency of the first of `paths` that is there, else None and ""."""
    for path in paths:
        found = find(node, path)
        if found is not None:
            return _minor((found.text or "").strip(), found.get("Ccy", ""), where)
    return None, ""


def _minor(text: str, currency: str, where: str) -> tuple[int, str]:
    match = _DECIMAL.fullmatch(text)
    if not match:
        raise Unreadable(f'{where}: "{text[:40]}" is not an amount, like 49.90')
    # ISO 20022 lets banks write more zeros than the currency has decimals.
    fraction = (match.group(2) or "").rstrip("0")
    try:
        return parse_minor(f"{match.group(1)}.{fraction}".rstrip("."), currency), currency
    except ValueError as e:
        raise Unreadable(f"{where}: {e}") from e


def _any_version(path: str) -> str:
    return "/".join(f"{{*}}{name}" for name in path.split("/"))
