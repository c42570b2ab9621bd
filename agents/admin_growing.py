"""What agents' pages sell, what new agents agree to, and who came: for staff."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agents.admin_forms import OfferForm
from agents.enrolment.models import Agreement, Application
from agents.shop.models import Cancellation, Offer, Order
from mlmsite.lib.admin import NoDelete, ReadOnly
from mlmsite.lib.money import format_minor


@admin.register(Offer)
class OfferAdmin(NoDelete):
    """What has been subscribed to keeps its price."""

    form = OfferForm
    list_display = ("product", "price", "currency", "volume", "billing", "offered", "position")
    list_filter = ("offered", "currency")
    list_select_related = ("product",)
    list_editable = ("offered", "position")
    search_fields = ("product__name",)
    autocomplete_fields = ("product",)
    ordering = ("position", "pk")

    @admin.display(description=_("price"), ordering="price_minor")
    def price(self, offer: Offer) -> str:
        return format_minor(offer.price_minor, offer.currency)


@admin.register(Agreement)
class AgreementAdmin(NoDelete):
    list_display = ("version", "effective_from", "accepted_by")
    search_fields = ("version",)
    ordering = ("-effective_from",)

    @admin.display(description=_("accepted by"))
    def accepted_by(self, agreement: Agreement) -> int:
        return agreement.applications.count()

    def has_change_permission(self, request: HttpRequest, obj: Agreement | None = None) -> bool:
        """Accepted, it never changes: add a new version."""
        accepted = obj is not None and obj.applications.exists()
        return not accepted and super().has_change_permission(request, obj)


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        return [("waiting", _("waiting for the e-mail")), ("confirmed", _("confirmed"))]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        return queryset.filter(confirmed_at__isnull=self.value() == "waiting")


@admin.register(Application)
class ApplicationAdmin(ReadOnly):
    list_display = ("name", "email", "state", "sponsor", "agent", "agreement", "accepted_at")
    list_display += ("address", "confirmed_at")
    list_filter = (StateFilter, "agreement")
    list_select_related = ("sponsor", "agent", "agreement")
    search_fields = ("name", "email", "code", "agent__code__exact")
    ordering = ("-id",)

    @admin.display(description=_("state"))
    def state(self, application: Application) -> str:
        if application.confirmed_at:
            return _("confirmed")
        over = application.waits_until <= timezone.now()
        return _("expired") if over else _("waiting for the e-mail")


@admin.register(Order)
class OrderAdmin(ReadOnly):
    list_display = ("subscription", "offer", "code", "through", "ordered_at")
    list_select_related = ("subscription", "offer__product", "through")
    search_fields = ("subscription__ref", "code")
    ordering = ("-id",)


@admin.register(Cancellation)
class CancellationAdmin(ReadOnly):
    """Of subscriptions that are billed elsewhere somebody has to tell the other system."""

    list_display = ("subscription", "billing", "ends_on", "cancelled_at", "undone_at")
    list_filter = ("subscription__billing", ("undone_at", admin.EmptyFieldListFilter))
    list_select_related = ("subscription",)
    search_fields = ("subscription__ref",)
    ordering = ("-id",)

    @admin.display(description=_("billing"))
    def billing(self, cancellation: Cancellation) -> str:
        return cancellation.subscription.get_billing_display()
