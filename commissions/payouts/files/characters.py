"""Names and words in the few characters that banks take."""

import re

from text_unidecode import unidecode

# EPC217-08, best practice for SEPA's character set: what is no Latin letter becomes its neighbour.
_NEIGHBOURS = str.maketrans(
    {"&": "+", "_": "-", "@": ".", '"': "'", "`": "'", ";": ",", "!": ".", "[": "(", "]": ")"}
    | {"{": "(", "}": ")", "<": "(", ">": ")", "|": "/", "\\": "/", "#": " ", "*": ".", "~": "-"}
)
_NOT_SEPA = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")
_UNPRINTABLE = re.compile(r"[^ -~]")
_LETTER_OR_DIGIT = re.compile(r"[A-Za-z0-9]")
_UNKNOWN = "[?]"


def printable_ascii(text: str) -> str:
    """The nearest ASCII, blanks as one: `"Łukasz  Öst"` → `"Lukasz Ost"`. Empty where no letter or
    digit is left."""
    ascii_only = unidecode(text).replace(_UNKNOWN, " ")
    return _worded(_UNPRINTABLE.sub(" ", ascii_only))


def sepa(text: str, *, longest: int) -> str:
    """SEPA's Latin characters, cut to `longest`; empty as above. Without "//" and "/" at an end,
    which systems between banks read as their own codes (EPC132-08)."""
    known = _NOT_SEPA.sub(" ", printable_ascii(text).translate(_NEIGHBOURS))
    joined = re.sub(r"/{2,}", "/", " ".join(known.split()))
    return _worded(joined.strip(" /")[:longest].strip(" /"))


def _worded(text: str) -> str:
    return " ".join(text.split()) if _LETTER_OR_DIGIT.search(text) else ""
