"""What has to be reported for a year, as CSV for whoever files it: one row a recipient.

Only who is due by amount and has a W-9; `YearTotal.why_not` says why anybody else isn't in it.
"""

import csv
from typing import TextIO

from commissions.payouts.models import TaxForm
from commissions.statements.tax import FORM, YearTotal, paid_in, year_totals
from mlmsite.lib.money import format_minor
from mlmsite.lib.sealing import open_sealed
from mlmsite.lib.spreadsheets import harmless

HEADER = (
    *("tax_year", "form", "payer_name", "agent", "recipient_name", "tin", "address", "city"),
    *("region", "postal_code", "country", "amount", "currency"),
)
_TAXPAYER = ("name", "number", "address", "city", "region", "postal_code", "country")


def write(output: TextIO, *, year: int, payer: str, form: str = FORM) -> int:
    """Amounts in major units, taxpayer numbers in full; returns how many rows."""
    filed = [total for total in year_totals(year=year, form=form) if total.filed]
    sealed = _sealed(year)
    writer = csv.writer(output)  # Ends lines with CR LF, so a cell with either is quoted.
    writer.writerow(HEADER)
    for total in filed:
        row = _row(total, open_sealed(sealed[total.agent_id]))
        writer.writerow([harmless(cell) for cell in (str(year), form, payer, *row)])
    return len(filed)


def file_name(year: int, form: str = FORM) -> str:
    return f"{form}-{year}.csv"


def _row(total: YearTotal, taxpayer: dict[str, str]) -> list[str]:
    words = [taxpayer.get(name, "") for name in _TAXPAYER]
    return [total.code, *words, format_minor(total.total_minor, total.currency), total.currency]


def _sealed(year: int) -> dict[int, str]:
    """The W-9 in use of everybody who was paid in the year, by agent."""
    forms = TaxForm.objects.filter(
        kind=TaxForm.Kind.W9, retired_at=None, agent__in=paid_in(year).values("agent")
    )
    return dict(forms.values_list("agent_id", "sealed"))
