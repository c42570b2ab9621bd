"""The audit log: what administrators changed, newest first."""

from auditlog.models import LogEntry
from django.contrib.auth.decorators import permission_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agents import access
from agents.views import asked

PAGE = 50


@access.for_staff
@permission_required("auditlog.view_logentry", raise_exception=True)
def audit(request: HttpRequest) -> HttpResponse:
    """`?q=` a person's name or what was changed, `?before=` entries older than that one."""
    words, before = asked.text(request, "q"), asked.text(request, "before")
    entries = LogEntry.objects.select_related("actor", "content_type").order_by("-pk")
    if words:
        entries = entries.filter(
            Q(actor__username__iexact=words)
            | Q(actor__email__iexact=words)
            | Q(object_repr__icontains=words)
        )
    if before.isascii() and before.isdigit():
        entries = entries.filter(pk__lt=int(before))
    shown = list(entries[: PAGE + 1])
    context = {
        "entries": shown[:PAGE],
        "words": words,
        "before": before,
        "next": shown[PAGE - 1].pk if len(shown) > PAGE else None,
    }
    return render(request, "agents/_audit.html" if request.htmx else "agents/audit.html", context)
