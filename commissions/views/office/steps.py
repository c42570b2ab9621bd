"""What is done with a batch: each a POST that ends on the batch's page."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext, ngettext

from commissions.payouts import approving, orders, outcomes, removing, sending, submitting
from commissions.payouts.batches import PayoutRefused
from commissions.payouts.files.order import OrderRefused
from commissions.payouts.models import Batch, Item
from commissions.views.office import door
from commissions.views.office.forms import Because, PaidOn, Refusal
from mlmsite.lib import clock, written

REFUSED = (PayoutRefused, OrderRefused)


def _act(request: HttpRequest, batch_id: int, act: Callable[[Batch], str]) -> HttpResponse:
    """`act` returns what to say when it is done."""
    batch = get_object_or_404(Batch, pk=batch_id)
    try:
        messages.success(request, act(batch))
    except REFUSED as e:
        messages.error(request, str(e))
    return redirect("batch", batch_id)


@door.action
def submit(request: HttpRequest, batch_id: int) -> HttpResponse:
    def act(batch: Batch) -> str:
        out = submitting.submit(batch, by=request.user, at=timezone.now(), today=clock.today())
        said = gettext("%(ref)s is submitted: its money is reserved.") % {"ref": batch.ref}
        if out:
            told = [item.agent.code for item in out[:10]]
            more = len(out) - len(told)
            if more > 0:
                told.append(
                    ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more}
                )
            names = {"names": ", ".join(told)}
            said += " " + gettext("Taken out, as they can't be paid any more: %(names)s.") % names
        return said

    return _act(request, batch_id, act)


@door.action
def approve(request: HttpRequest, batch_id: int) -> HttpResponse:
    def act(batch: Batch) -> str:
        seen = request.POST.get("items", "")
        after = approving.approve(batch, by=request.user, at=timezone.now(), seen=seen)
        if after.state == Batch.State.APPROVED:
            return gettext("%(ref)s is approved: it can be sent.") % {"ref": batch.ref}
        return gettext("You have approved %(ref)s; its total needs a second person's approval.") % {
            "ref": batch.ref
        }

    return _act(request, batch_id, act)


@door.action
def reject(request: HttpRequest, batch_id: int) -> HttpResponse:
    def act(batch: Batch) -> str:
        because = _words(Because(request.POST))["because"]
        removing.reject(batch, because=because, **_by_now(request))
        return gettext("%(ref)s is rejected: what was reserved is the agents' again.") % {
            "ref": batch.ref
        }

    return _act(request, batch_id, act)


@door.action
def send(request: HttpRequest, batch_id: int) -> HttpResponse:
    def act(batch: Batch) -> str:
        sending.send(batch, **_by_now(request))
        return gettext("%(ref)s is on its way: download the file, and give it to the bank.") % {
            "ref": batch.ref
        }

    return _act(request, batch_id, act)


@door.action
def all_paid(request: HttpRequest, batch_id: int) -> HttpResponse:
    def act(batch: Batch) -> str:
        on = _words(PaidOn(request.POST))["on"]
        found = outcomes.paid(batch, on=on, at=timezone.now(), today=clock.today())
        return ngettext(
            "%(count)s payout of %(ref)s has arrived.",
            "%(count)s payouts of %(ref)s have arrived.",
            len(found),
        ) % {"count": written.number(len(found)), "ref": batch.ref}

    return _act(request, batch_id, act)


@door.action
def remove(request: HttpRequest, item_id: int) -> HttpResponse:
    item = get_object_or_404(Item.objects.select_related("batch", "agent"), pk=item_id)

    def act(batch: Batch) -> str:
        because = _words(Because(request.POST))["because"]
        removing.remove(item, because=because, **_by_now(request))
        door.note_end(item)
        return gettext("%(code)s is out of %(ref)s.") % {"code": item.agent.code, "ref": batch.ref}

    return _act(request, item.batch_id, act)


@door.action
def refused(request: HttpRequest, item_id: int) -> HttpResponse:
    """The bank said so on the telephone, or in a letter."""
    item = get_object_or_404(Item.objects.select_related("batch", "agent"), pk=item_id)

    def act(batch: Batch) -> str:
        said = _words(Refusal(request.POST))
        if not outcomes.refused(
            item,
            code=said["code"],
            words=said["because"],
            of_account=said["of_account"] or None,
            at=timezone.now(),
            today=clock.today(),
        ):
            raise PayoutRefused(
                gettext("%(ref)s is %(state)s already.")
                % {"ref": item.ref, "state": written.lowered(item.get_state_display())}
            )
        door.note_end(item)
        return gettext("The money of %(code)s is back in its balance.") % {"code": item.agent.code}

    return _act(request, item.batch_id, act)


@door.download
def file(request: HttpRequest, batch_id: int) -> HttpResponse:
    batch = get_object_or_404(Batch, pk=batch_id)
    try:
        if not batch.file_sha256:
            raise PayoutRefused(
                gettext("%(ref)s has no file before it is sent.") % {"ref": batch.ref}
            )
        content = orders.sent_file(batch)
    except (*REFUSED, orders.FileDiffers) as e:
        messages.error(request, str(e))
        return redirect("batch", batch_id)
    name = orders.file_name(batch)
    door.note_download(batch, file=name)
    return HttpResponse(
        content,
        content_type="application/octet-stream",
        headers={"Content-Disposition": content_disposition_header(True, name)},
    )


def _by_now(request: HttpRequest) -> dict:
    return {"by": request.user, "at": timezone.now(), "today": clock.today()}


def _words(form) -> dict:
    if not form.is_valid():
        said = "; ".join(f"{form[name].label}: {' '.join(e)}" for name, e in form.errors.items())
        raise PayoutRefused(said)
    return form.cleaned_data
