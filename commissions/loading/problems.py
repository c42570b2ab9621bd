"""What is wrong with files: collected, all of it, and raised together."""

from collections.abc import Iterable
from typing import NamedTuple

_LONGEST_SHOWN = 60


class Problem(NamedTuple):
    """`line` counts from 1; 0 where the problem is not about a line."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return printable(f"{place}: {self.text}")


class BadFiles(ValueError):
    """Nothing was loaded. `problems` has every one, by file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(map(str, self.problems)))


def quoted(text: str) -> str:
    """A text from a file as a message shows it: short enough to read."""
    cut = len(text) > _LONGEST_SHOWN
    return f'"{text[:_LONGEST_SHOWN]}…"' if cut else f'"{text}"'


def printable(text: str) -> str:
    """On one line, and without what would move a terminal's cursor."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "�" for c in text)
