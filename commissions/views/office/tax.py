"""What was paid in a year, and what of it has to be reported: for those who pay out."""

from io import StringIO

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from commissions.statements import filer, tax
from commissions.views.office import door

PAGE = 100


@door.payouts_page
def tax_years(request: HttpRequest) -> HttpResponse:
    return render(request, "commissions/office/tax_years.html", {"years": tax.years()})


@door.payouts_page
def tax_year(request: HttpRequest, year: int) -> HttpResponse:
    totals = tax.year_totals(year=year)
    totals.sort(key=lambda total: (not total.wants_attention, not total.reportable))
    context = {
        "year": year,
        "form": tax.FORM,
        "sums": tax.sums(totals),
        "filed": sum(total.filed for total in totals),
        "page": Paginator(totals, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "commissions/office/tax_year.html", context)


@door.download
def tax_csv(request: HttpRequest, year: int) -> HttpResponse:
    """With taxpayer numbers in full."""
    rows, name = StringIO(newline=""), filer.file_name(year)
    filer.write(rows, year=year, payer=settings.COMPANY_NAME)
    door.note_download(request.user, file=name)
    return HttpResponse(
        rows.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": content_disposition_header(True, name)},
    )
