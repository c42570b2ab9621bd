"""The letters of a PDF: Noto Sans, with Latin, Greek and Cyrillic in all their variants.

What it hasn't is written in Latin letters (王小明 → Wang Xiao Ming): a reader sees somebody's name
rather than boxes, and the agent's code beside it says who is meant in any script.
"""

import atexit
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pymupdf_fonts
from fpdf import FPDF
from text_unidecode import unidecode

FAMILY = "noto"

_STYLES = {"": "notos", "B": "notosbo"}

_until_the_end = ExitStack()
atexit.register(_until_the_end.close)


def add_to(pdf: FPDF) -> None:
    for style, path in _files().items():
        pdf.add_font(FAMILY, style, path)


def shown(text: str, pdf: FPDF) -> str:
    """The text in letters that the font has, on one line."""
    has = pdf.fonts[FAMILY].cmap
    return " ".join("".join(c if ord(c) in has else unidecode(c) for c in text).split())


@cache
def _files() -> dict[str, Path]:
    """The package keeps fonts in memory, fpdf2 reads files."""
    folder = Path(_until_the_end.enter_context(TemporaryDirectory(prefix="letters-")))
    files = {style: folder / f"{name}.ttf" for style, name in _STYLES.items()}
    for style, name in _STYLES.items():
        files[style].write_bytes(pymupdf_fonts.myfont(name))
    return files
