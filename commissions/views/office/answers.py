"""Banks' files: read in, and what each of their entries changed."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from commissions.payouts.answers import read_in
from commissions.payouts.files.answers.answer import Unreadable
from commissions.payouts.models import AnswerFile
from commissions.views.office import door
from commissions.views.office.forms import BankFile
from mlmsite.lib import clock

PAGE = 50


@door.payouts_page
def answers(request: HttpRequest) -> HttpResponse:
    return _answers(request, BankFile())


def _answers(request: HttpRequest, form: BankFile, *, status: int = 200) -> HttpResponse:
    found = AnswerFile.objects.select_related("read_by").order_by("-pk")
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "form": form,
    }
    return render(request, "commissions/office/answers.html", context, status=status)


@door.action
def upload(request: HttpRequest) -> HttpResponse:
    form = BankFile(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            report = read_in(
                file.read(),
                name=file.name,
                by=request.user,
                at=timezone.now(),
                today=clock.today(),
            )
        except Unreadable as e:
            form.add_error("file", str(e))
        else:
            return redirect("answer", report.pk)
    return _answers(request, form, status=422)


@door.payouts_page
def answer(request: HttpRequest, answer_id: int) -> HttpResponse:
    """Entries that changed nothing stand first: they need a look."""
    found = get_object_or_404(AnswerFile.objects.select_related("read_by"), pk=answer_id)
    told = sorted(found.report, key=lambda entry: entry["changed"])
    context = {
        "answer": found,
        "changed": sum(entry["changed"] for entry in told),
        "page": Paginator(told, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "commissions/office/answer.html", context)
