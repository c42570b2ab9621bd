"""In which line of a plan file a key stands, which tomllib doesn't say.

A look through the text for what begins like a table or a key. A string of many lines could mislead
it; only the lines that messages name hang on it.
"""

import re

_TABLE = re.compile(r"\s*(\[\[?)\s*[\"']?([^\s\"'.\]]+)")
_KEY = re.compile(r"\s*[\"']?([\w-]+)[\"']?\s*[=.]")

Place = tuple[int | None, str]
"""A rank's position, or None for the plan itself, and a key of it; "" for the rank's own header."""


def key_lines(text: str) -> dict[Place, int]:
    """The lines, from 1, of the keys and of the tables' headers."""
    lines: dict[Place, int] = {}
    rank: int | None = None
    ranks = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if table := _TABLE.match(line):
            if table[1] == "[[" and table[2] == "ranks":
                rank, ranks = ranks, ranks + 1
                lines[rank, ""] = number
            lines.setdefault((None, table[2]), number)
        elif key := _KEY.match(line):
            lines.setdefault((rank, key[1]), number)
    return lines
