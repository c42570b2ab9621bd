"""Cells of CSV files that people open in a spreadsheet."""

# OWASP, CSV Injection: a spreadsheet runs what begins so, the full-width ones too.
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_CELL_STARTS = ("\t", "\r", "\n")


def harmless(cell: str) -> str:
    """With an apostrophe where a spreadsheet would see a formula, also after blanks, which some
    programs drop."""
    formula = cell.lstrip().startswith(_FORMULA_STARTS) or cell.startswith(_CELL_STARTS)
    return f"'{cell}" if formula else cell
