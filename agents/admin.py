from django.contrib import admin, messages
from mptt.admin import MPTTModelAdmin

from agents import tree
from agents.logins import LoginRefused, open_login
from agents.models import Agent, Arrival, Charge, Customer, Product, Refund, Subscription
from mlmsite.lib.admin import NoDelete, ReadOnly

admin.site.site_header = "Back office"
admin.site.site_title = "Back office"
admin.site.index_title = "Network and commissions"


@admin.register(Agent)
class AgentAdmin(NoDelete, MPTTModelAdmin):
    """New ones are enrolled in the tree; moving one needs a reason and comes with its own page."""

    list_display = ("code", "name", "email", "status", "joined_on")
    list_filter = ("status",)
    search_fields = ("code", "name", "email")
    autocomplete_fields = ("sponsor",)
    fields = ("code", "sponsor", "name", "email", "joined_on", "status", "user")
    actions = ("invite",)

    def get_readonly_fields(self, request, obj=None) -> tuple[str, ...]:
        return ("code", "sponsor", "user") if obj else ("user",)

    def save_model(self, request, obj, form, change) -> None:
        if change:
            obj.save()
            return
        made = tree.enrol(
            code=obj.code,
            name=obj.name,
            email=obj.email,
            joined_on=obj.joined_on,
            sponsor=obj.sponsor,
            status=obj.status,
        )
        obj.__dict__.update(made.__dict__)

    @admin.action(description="Open a log-in and mail the link to set a password")
    def invite(self, request, queryset) -> None:
        for agent in queryset:
            try:
                open_login(agent, request=request)
                self.message_user(request, f"{agent.code} is invited.", messages.SUCCESS)
            except LoginRefused as e:
                self.message_user(request, str(e), messages.ERROR)


@admin.register(Customer)
class CustomerAdmin(NoDelete):
    list_display = ("ref", "name", "email", "agent", "own_account")
    list_select_related = ("agent",)
    search_fields = ("ref", "name", "email")
    autocomplete_fields = ("agent",)

    def get_readonly_fields(self, request, obj=None) -> tuple[str, ...]:
        return ("ref", "agent", "own_account") if obj else ()


@admin.register(Product)
class ProductAdmin(NoDelete):
    search_fields = ("name",)


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnly):
    list_display = ("ref", "customer", "product", "price_minor", "currency", "started_on")
    list_filter = ("billing", "currency", "product")
    list_select_related = ("customer", "product")
    search_fields = ("ref",)


@admin.register(Arrival)
class ArrivalAdmin(ReadOnly):
    list_display = ("source", "arrived_at", "last_day", "settled_on")


@admin.register(Charge)
class ChargeAdmin(ReadOnly):
    list_display = ("ref", "period_start", "period_end", "amount_minor", "paid_on")
    list_select_related = ("subscription",)
    search_fields = ("ref",)


@admin.register(Refund)
class RefundAdmin(ReadOnly):
    list_display = ("ref", "charge", "amount_minor", "refunded_on")
    list_select_related = ("charge",)
    search_fields = ("ref", "charge__ref")
