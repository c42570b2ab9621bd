"""A statement as a PDF: A4, the table's head and "Page x of y" on every page.

The same statement is the same bytes: nothing in it asks the clock. Names are written in the letters
of `letters.py`.
"""

import logging
from datetime import UTC, datetime, time

from django.utils.formats import date_format
from fpdf import FPDF, Align, XPos, YPos

from commissions.statements import letters
from commissions.statements.month import Statement, next_month
from mlmsite.lib.money import format_minor, grouped

# It warns of the font's hints for screens, which a PDF has no use for.
logging.getLogger("fontTools.subset").setLevel(logging.ERROR)

SIZE, LARGE = 9, 18
LINE, ROW = 5.0, 5.6
MARGIN = 18
INK, SOFT, RULE, SHADE = (20, 24, 29), (86, 97, 109), (214, 219, 224), (241, 243, 245)
COLUMNS = (("Date", 26, Align.L), ("What", 84, Align.L), ("Amount", 32, Align.R))
COLUMNS += (("Balance", 32, Align.R),)
WHAT = 1

NOT_FINAL = "Not final: it can still change until the month is over and its last night has run."


def render(statement: Statement, *, company: str) -> bytes:
    """`company` may be empty."""
    return bytes(document(statement, company=company).output())


def document(statement: Statement, *, company: str) -> FPDF:
    page = _Page(statement, company=company)
    page.add_page()
    page.opening()
    page.entries()
    return page


class _Page(FPDF):
    """fpdf2 calls header and footer for each page."""

    def __init__(self, statement: Statement, *, company: str) -> None:
        super().__init__(format="A4")
        letters.add_to(self)
        self.statement, self.company = statement, letters.shown(company, self)
        self.in_table = False
        self.set_margin(MARGIN)
        self.set_auto_page_break(True, margin=MARGIN + 2 * LINE)
        self.set_title(f"Statement {statement.number}")
        self.set_subject(self._period())
        self.set_author(self.company)
        self.set_lang("en")
        self.set_creation_date(datetime.combine(next_month(statement.month), time(), tzinfo=UTC))

    def header(self) -> None:
        self._ink(SOFT)
        self.cell(0, LINE, self.company)
        self.set_x(self.l_margin)
        self._line(f"Statement {self.statement.number}", align=Align.R)
        self.ln(LINE)
        if self.in_table:
            self._table_head()

    def footer(self) -> None:
        self.set_y(-MARGIN)
        self._ink(SOFT)
        self.cell(0, LINE, f"Page {self.page_no()} of {{nb}}", align=Align.R)

    def opening(self) -> None:
        statement = self.statement
        self._ink(INK, "B", LARGE)
        self._line(f"Statement for {date_format(statement.month, 'F Y')}", height=10)
        self.ln(2)
        self._ink(INK, "B", SIZE + 2)
        self.multi_cell(
            0, LINE + 1, letters.shown(statement.agent.name, self), align=Align.L, **_NEXT_LINE
        )
        self._ink(SOFT)
        self._line(f"Distributor {statement.agent.code}")
        self._line(f"{self._period()}, all amounts in {statement.currency}")
        if not statement.final:
            self._line(NOT_FINAL)
        self.ln(LINE)
        self._sum("Opening balance", statement.opening_minor)
        for group, amount_minor in statement.sums.items():
            self._sum(group, amount_minor)
        self._sum("Closing balance", statement.closing_minor, "B")
        self.ln(LINE)

    def entries(self) -> None:
        self.in_table = True
        if self.will_page_break(4 * ROW):
            self.add_page()
        else:
            self._table_head()
        self._row("", "Opening balance", "", self._said(self.statement.opening_minor))
        for entry in self.statement.entries:
            self._row(
                date_format(entry.posted_on, "j M Y"),
                letters.shown(entry.what, self),
                self._said(entry.amount_minor),
                self._said(entry.balance_minor),
            )
        closing = self._said(self.statement.closing_minor)
        self._row("", "Closing balance", "", closing, style="B")
        self.in_table = False

    def _table_head(self) -> None:
        self._ink(SOFT, "B")
        self.set_fill_color(*SHADE)
        for name, width, align in COLUMNS:
            self.cell(width, ROW + 1, name, align=align, fill=True)
        self.ln()
        self._ink(INK)

    def _row(self, *cells: str, style: str = "") -> None:
        """As high as the lines of its words, and on one page."""
        self._ink(INK, style)
        words = self._lines_of(cells[WHAT], width=COLUMNS[WHAT][1])
        height = ROW * len(words)
        if self.will_page_break(height):
            self.add_page()
            self._ink(INK, style)
        top = self.y
        for (_, across, align), text in zip(COLUMNS, cells, strict=True):
            lines = words if text == cells[WHAT] else [text]
            self._cell_of(across, lines, align=align, top=top)
        self.set_xy(self.l_margin, top + height)
        self.set_draw_color(*RULE)
        self.line(self.l_margin, self.y, self.l_margin + self.epw, self.y)

    def _lines_of(self, text: str, *, width: float) -> list[str]:
        # Breaking lines takes longer than all else, and hardly any is too long.
        if self.get_string_width(text) + 2 * self.c_margin <= width:
            return [text]
        return self.multi_cell(width, ROW, text, dry_run=True, output="LINES")

    def _cell_of(self, width: float, lines: list[str], *, align: Align, top: float) -> None:
        left = self.x
        for number, text in enumerate(lines):
            self.set_xy(left, top + number * ROW)
            self.cell(width, ROW, text, align=align)
        self.set_xy(left + width, top)

    def _sum(self, name: str, amount_minor: int, style: str = "") -> None:
        self._ink(INK, style)
        self.cell(60, LINE, name)
        self._line(self._said(amount_minor), width=40, align=Align.R)

    def _line(
        self, text: str, *, width: float = 0, height: float = LINE, align: Align = Align.L
    ) -> None:
        self.cell(width, height, text, align=align, **_NEXT_LINE)

    def _ink(self, colour: tuple[int, int, int], style: str = "", size: int = SIZE) -> None:
        self.set_font(letters.FAMILY, style, size)
        self.set_text_color(*colour)

    def _period(self) -> str:
        first, last = self.statement.month, self.statement.last_day
        return f"{date_format(first, 'j')} to {date_format(last, 'j F Y')}"

    def _said(self, amount_minor: int) -> str:
        """With a hyphen before what is below zero: the font has no minus sign."""
        said = grouped(format_minor(amount_minor, self.statement.currency))
        return said.replace("\N{MINUS SIGN}", "-")


_NEXT_LINE = {"new_x": XPos.LMARGIN, "new_y": YPos.NEXT}
