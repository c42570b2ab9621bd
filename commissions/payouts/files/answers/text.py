"""An uploaded file's bytes as text, whatever saved it."""

import re

from commissions.payouts.files.answers.answer import Unreadable

_MARK = b"\xef\xbb\xbf"
_OTHER_MARKS = (b"\xff\xfe", b"\xfe\xff")
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")

# Of those that a declaration may name, the ones whose every file is certain to be read as meant.
_ENCODINGS = {"utf-8": "utf-8", "us-ascii": "ascii", "iso-8859-1": "latin-1"}
_ENCODINGS |= {"iso-8859-15": "iso8859-15", "windows-1252": "cp1252"}


def decoded(content: bytes) -> str:
    """UTF-8 unless XML declares one of a few others; without a byte order mark."""
    if content.startswith(_OTHER_MARKS) or b"\0" in content:
        raise Unreadable("The file is UTF-16 or no text: UTF-8 is expected")
    content = content.removeprefix(_MARK)
    declared = _DECLARED.match(content)
    name = declared.group(1).decode("ascii").lower() if declared else "utf-8"
    if name not in _ENCODINGS:
        raise Unreadable(f"line 1: the encoding {name} is not read: UTF-8 is expected")
    try:
        return content.decode(_ENCODINGS[name])
    except UnicodeDecodeError as e:
        line = content.count(b"\n", 0, e.start) + 1
        raise Unreadable(f"line {line} has bytes that are not {name}: UTF-8 is expected") from e
