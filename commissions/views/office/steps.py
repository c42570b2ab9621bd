"""What is done with a batch: each a POST that ends on the batch's page."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header

from commissions.payouts import approving, orders, outcomes, removing, sending, submitting
from commissions.payouts.batches import PayoutRefused
from commissions.payouts.files.order import OrderRefused
from commissions.payouts.models import Batch, Item
from commissions.views.office import door
from commissions.views.office.forms import Because, PaidOn, Refusal
from mlmsite.lib import clock

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
        said = f"{batch.ref} is submitted: its money is reserved."
        if out:
            names = ", ".join(item.agent.code for item in out[:10])
            more = f" and {len(out) - 10} more" if len(out) > 10 else ""
            said += f" Taken out, as they can't be paid any more: {names}{more}."
        return said

    return _act(request, batch_id, act)


@door.action
def approve(request: HttpRequest, batch_id: int) -> HttpResponse:
    def act(batch: Batch) -> str:
        seen = request.POST.get("items", "")
        after = approving.approve(batch, by=request.user, at=timezone.now(), seen=seen)
        if after.state == Batch.State.APPROVED:
            return f"{batch.ref} is approved: it can be sent."
        return f"You have approved {batch.ref}; its total needs a second person's approval."

    return _act(request, batch_id, act)


@door.action
def reject(request: HttpRequest, batch_id: int) -> HttpResponse:
    def act(batch: Batch) -> str:
        because = _words(Because(request.POST))["because"]
        removing.reject(batch, because=because, **_by_now(request))
        return f"{batch.ref} is rejected: what was reserved is the agents' again."

    return _act(request, batch_id, act)


@door.action
def send(request: HttpRequest, batch_id: int) -> HttpResponse:
    def act(batch: Batch) -> str:
        sending.send(batch, **_by_now(request))
        return f"{batch.ref} is on its way: download the file, and give it to the bank."

    return _act(request, batch_id, act)


@door.action
def all_paid(request: HttpRequest, batch_id: int) -> HttpResponse:
    def act(batch: Batch) -> str:
        on = _words(PaidOn(request.POST))["on"]
        found = outcomes.paid(batch, on=on, at=timezone.now(), today=clock.today())
        return f"{len(found):,} payouts of {batch.ref} have arrived."

    return _act(request, batch_id, act)


@door.action
def remove(request: HttpRequest, item_id: int) -> HttpResponse:
    item = get_object_or_404(Item.objects.select_related("batch", "agent"), pk=item_id)

    def act(batch: Batch) -> str:
        because = _words(Because(request.POST))["because"]
        removing.remove(item, because=because, **_by_now(request))
        door.note_end(item)
        return f"{item.agent.code} is out of {batch.ref}."

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
            raise PayoutRefused(f"{item.ref} is {item.get_state_display().lower()} already.")
        door.note_end(item)
        return f"The money of {item.agent.code} is back in its balance."

    return _act(request, item.batch_id, act)


@door.download
def file(request: HttpRequest, batch_id: int) -> HttpResponse:
    batch = get_object_or_404(Batch, pk=batch_id)
    try:
        if not batch.file_sha256:
            raise PayoutRefused(f"{batch.ref} has no file before it is sent.")
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
