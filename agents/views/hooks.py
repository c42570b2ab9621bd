"""For administrators: whom webhooks tell, and how that went."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from agents import access, second_factor
from agents.hooks import addresses, endpoints, sending
from agents.hooks.models import Delivery, Endpoint, Type

PAGE = 50


class EndpointForm(forms.Form):
    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        widget=forms.URLInput({"placeholder": "https://"}),
        help_text=_("https, and nothing in a private network."),
    )
    types = forms.MultipleChoiceField(
        label=_("Tell of"),
        choices=[(kind, kind) for kind in Type.values],
        widget=forms.CheckboxSelectMultiple,
    )


@access.for_staff
def hooks(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _add(request)
    return _page(request, EndpointForm())


def _page(request: HttpRequest, form: EndpointForm, *, secret: str = "") -> HttpResponse:
    rows = Delivery.objects.select_related("endpoint", "happening").order_by("-pk")
    state = request.GET.get("state", "")
    if state in Delivery.State.values:
        rows = rows.filter(state=state)
    context = {
        "form": form,
        "secret": secret,
        "endpoints": Endpoint.objects.order_by("pk"),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "state": state,
        "states": Delivery.State.choices,
    }
    return render(request, "agents/hooks.html", context, status=422 if form.errors else 200)


@second_factor.fresh
def _add(request: HttpRequest) -> HttpResponse:
    form = EndpointForm(request.POST)
    if form.is_valid():
        try:
            _, secret = endpoints.make(**form.cleaned_data, by=request.user, at=timezone.now())
        except addresses.NotPublic as e:
            form.add_error("url", str(e))
        else:
            return _page(request, EndpointForm(), secret=secret)
    return _page(request, form)


@access.for_staff
@require_POST
@second_factor.fresh
def switch(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """On where it is off, and off where it is on."""
    endpoint = get_object_or_404(Endpoint, pk=endpoint_id)
    if endpoint.disabled_at:
        endpoints.enable(endpoint)
        messages.success(request, gettext("From now on it is told what happens."))
    else:
        why = gettext("By %(who)s.") % {"who": request.user.email}
        endpoints.disable(endpoint, because=why, at=timezone.now())
        messages.success(request, gettext("It is told nothing more."))
    return redirect("hooks")


@access.for_staff
@require_POST
def resend(request: HttpRequest, delivery_id: int) -> HttpResponse:
    sending.send_again(get_object_or_404(Delivery, pk=delivery_id), at=timezone.now())
    messages.success(request, gettext("It is sent again within seconds."))
    return redirect("hooks")
