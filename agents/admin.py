"""The network, for staff. Nothing is deleted here, and nothing changed that money depends on."""

from collections.abc import Callable
from operator import attrgetter

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from mptt.admin import MPTTModelAdmin

from agents import (  # noqa: F401  (Django looks for admin.py alone.)
    admin_growing,
    admin_people,
    admin_programs,
    admin_training,
    statuses,
)
from agents.admin_forms import AgentForm, EndSubscriptionForm, NewSubscriptionForm
from agents.admin_tree import move_agent, upline
from agents.logins import LoginRefused, open_login
from agents.models import (
    Agent,
    Arrival,
    Charge,
    Customer,
    FailedCharge,
    Move,
    Preferences,
    Product,
    Refund,
    StatusChange,
    Subscription,
)
from agents.tree.enrol import enrol
from mlmsite.lib.admin import NoDelete, ReadOnly
from mlmsite.lib.money import format_minor

ENROLLED = ("code", "sponsor", "name", "email", "joined_on", "status")


def money(field: str, currency: str = "currency") -> Callable:
    """A column: the amount of a field in major units. `currency` is where its currency stands."""

    @admin.display(description=field.removesuffix("_minor"), ordering=field)
    def column(model_admin: admin.ModelAdmin, row: Model) -> str:
        return format_minor(getattr(row, field), attrgetter(currency)(row))

    return column


@admin.register(Agent)
class AgentAdmin(NoDelete, MPTTModelAdmin):
    form = AgentForm
    # MPTT's own list indents with inline styles, which a content security policy refuses.
    change_list_template = "admin/change_list.html"
    list_display = ("indented", "code", "level", "status", "email", "joined_on", "has_login")
    list_display_links = ("indented",)
    list_filter = ("status", ("user", admin.EmptyFieldListFilter))
    search_fields = ("code", "name", "email")
    autocomplete_fields = ("sponsor", "user")
    actions = ("open_logins",)

    def get_urls(self) -> list[URLPattern]:
        """Before its own, which take anything for an id."""
        view = self.admin_site.admin_view
        return [
            path("<int:agent_id>/move/", view(move_agent), name="agents_agent_move"),
            path("<int:agent_id>/upline/", view(upline), name="agents_agent_upline"),
            *super().get_urls(),
        ]

    @admin.display(description="name")
    def indented(self, agent: Agent) -> str:
        return "\N{EM SPACE}" * agent.level + agent.name

    @admin.display(boolean=True, description="log-in")
    def has_login(self, agent: Agent) -> bool:
        return agent.user_id is not None

    def get_readonly_fields(self, request: HttpRequest, obj: Agent | None = None) -> tuple:
        """The code is in the names of accounts; moving an agent is more than a new sponsor."""
        return ("code", "sponsor") if obj else ()

    def get_fields(self, request: HttpRequest, obj: Agent | None = None) -> tuple:
        return (*ENROLLED, "user") if obj else ENROLLED

    def save_model(
        self, request: HttpRequest, obj: Agent, form: forms.ModelForm, change: bool
    ) -> None:
        if change:
            self._change(request, obj, set(form.changed_data))
            return
        obj.pk = enrol(**{name: form.cleaned_data[name] for name in ENROLLED}).pk

    def _change(self, request: HttpRequest, agent: Agent, changed: set[str]) -> None:
        if "status" in changed:
            to = agent.status
            statuses.change(
                agent, to=to, by=request.user, reason="changed by hand", at=timezone.now()
            )
        agent.save(update_fields=changed - {"status"})

    @admin.action(description=_("Open log-ins, and mail the links"), permissions=["change"])
    def open_logins(self, request: HttpRequest, queryset: QuerySet[Agent]) -> None:
        site = request.build_absolute_uri("/")
        opened = 0
        for agent in queryset:
            try:
                open_login(agent, site=site)
                opened += 1
            except LoginRefused as e:
                self.message_user(request, str(e), messages.WARNING)
        if opened:
            self.message_user(
                request,
                gettext("Opened and mailed: %(opened)s.") % {"opened": opened},
                messages.SUCCESS,
            )


@admin.register(Move)
class MoveAdmin(ReadOnly):
    list_display = ("agent", "from_sponsor", "to_sponsor", "first_night", "moved_at", "moved_by")
    list_display += ("reason",)
    list_select_related = ("agent", "from_sponsor", "to_sponsor", "moved_by")
    search_fields = ("agent__code__exact", "reason")
    ordering = ("-id",)


@admin.register(StatusChange)
class StatusChangeAdmin(ReadOnly):
    list_display = ("agent", "before", "after", "first_night", "changed_at", "changed_by")
    list_display += ("reason",)
    list_select_related = ("agent", "changed_by")
    search_fields = ("agent__code__exact", "reason")
    ordering = ("-id",)


@admin.register(Preferences)
class PreferencesAdmin(ReadOnly):
    list_display = ("agent", "language", "shares_contact", "digest")
    list_select_related = ("agent",)
    search_fields = ("agent__code", "agent__name")


@admin.register(Customer)
class CustomerAdmin(NoDelete):
    list_display = ("name", "ref", "agent", "email", "own_account")
    list_filter = ("own_account",)
    list_select_related = ("agent",)
    search_fields = ("ref", "name", "email")
    autocomplete_fields = ("agent",)

    def get_readonly_fields(self, request: HttpRequest, obj: Customer | None = None) -> tuple:
        """Who owns a customer decides who is paid."""
        return ("ref", "agent", "own_account") if obj else ()


@admin.register(Product)
class ProductAdmin(NoDelete):
    search_fields = ("name",)


@admin.register(Subscription)
class SubscriptionAdmin(NoDelete):
    list_display = ("ref", "customer", "product", "price", "currency", "started_on", "ended_on")
    list_display += ("billing", "next_charge_on")
    list_filter = ("billing", "currency", "product")
    list_select_related = ("customer", "product")
    search_fields = ("ref", "customer__ref", "customer__name")
    autocomplete_fields = ("customer", "product")
    price = money("price_minor")

    def get_form(self, request: HttpRequest, obj: Subscription | None = None, **kwargs) -> type:
        form = EndSubscriptionForm if obj else NewSubscriptionForm
        return super().get_form(request, obj, **{**kwargs, "form": form})

    def get_fields(self, request: HttpRequest, obj: Subscription | None = None) -> tuple:
        fields = NewSubscriptionForm.Meta.fields
        return (*fields, "next_charge_on") if obj else fields

    def get_readonly_fields(self, request: HttpRequest, obj: Subscription | None = None) -> tuple:
        return tuple(set(self.get_fields(request, obj)) - {"ended_on"}) if obj else ()

    commissionable = money("commissionable_minor")


@admin.register(FailedCharge)
class FailedChargeAdmin(NoDelete):
    """Until a billing system reports them itself."""

    list_display = ("ref", "subscription", "period_start", "failed_on", "reason")
    list_select_related = ("subscription",)
    search_fields = ("ref", "subscription__ref", "subscription__customer__name")
    autocomplete_fields = ("subscription",)


@admin.register(Arrival)
class ArrivalAdmin(ReadOnly):
    list_display = ("source", "arrived_at", "last_day", "first_night", "settled_on")
    list_filter = (("settled_on", admin.EmptyFieldListFilter),)
    search_fields = ("source",)


@admin.register(Charge)
class ChargeAdmin(ReadOnly):
    list_display = ("ref", "subscription", "period_start", "period_end", "amount_minor")
    list_display += ("commissionable_minor", "volume", "paid_on")
    list_select_related = ("subscription",)
    search_fields = ("ref", "subscription__ref")


@admin.register(Refund)
class RefundAdmin(ReadOnly):
    list_display = ("ref", "charge", "amount_minor", "refunded_on")
    list_select_related = ("charge",)
    search_fields = ("ref", "charge__ref")
