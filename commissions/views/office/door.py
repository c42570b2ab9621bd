from collections.abc import Callable

from auditlog.models import LogEntry
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.db.models import Model
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from agents import access, second_factor
from commissions.payouts.models import Item

View = Callable[..., HttpResponse]

PAY_OUT = "commissions.pay_out"

_may = permission_required(PAY_OUT, raise_exception=True)


def payouts_page(view: View) -> View:
    """For administrators who may pay out."""
    return access.for_staff(_may(view))


def action(view: View) -> View:
    """Something done with money: by POST, with the second factor of a moment ago, and in one
    transaction with what the audit log says of it."""
    return access.for_staff(_may(require_POST(second_factor.fresh(transaction.atomic(view)))))


def download(view: View) -> View:
    """A file with what only few may see; the view notes it in the audit log."""
    return access.for_staff(_may(second_factor.fresh(view)))


def note_end(item: Item) -> None:
    """In the audit log, which sees no rows that are changed many at a time."""
    before = item.state
    item.refresh_from_db(fields=["state", "words"])
    changes = {"state": [before, item.state], "words": ["", item.words]}
    LogEntry.objects.log_create(item, action=LogEntry.Action.UPDATE, changes=changes)


def note_download(of: Model, *, file: str) -> None:
    LogEntry.objects.log_create(
        of, force_log=True, action=LogEntry.Action.ACCESS, object_repr=f"Download of {file}"
    )
