"""The money, for staff: all of it to be seen, none of it to be changed.

Plans are loaded as files; runs, lines and transfers come from the nights.
"""

from django.contrib import admin

from agents.admin import money
from commissions import (  # noqa: F401  (Django looks for admin.py alone.)
    admin_desk,
    admin_operations,
    admin_payouts,
)
from commissions.models import (
    Account,
    Carry,
    CommissionedCharge,
    Line,
    Plan,
    Rank,
    Run,
    TaxThreshold,
    Transfer,
)
from mlmsite.lib.admin import NoDelete, ReadOnly
from mlmsite.lib.money import format_micro
from mlmsite.lib.rates import format_rate


class RankInline(admin.TabularInline):
    model = Rank
    extra = 0
    can_delete = False
    ordering = ("position",)

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Plan)
class PlanAdmin(ReadOnly):
    list_display = ("name", "effective_from", "compression", "downline_basis", "hold_days")
    ordering = ("-effective_from",)
    inlines = (RankInline,)


@admin.register(Rank)
class RankAdmin(ReadOnly):
    list_display = ("name", "plan", "position", "residual_ppm", "levels_ppm", "override_ppm")
    list_filter = ("plan",)
    list_select_related = ("plan",)
    ordering = ("plan", "position")


@admin.register(Run)
class RunAdmin(ReadOnly):
    list_display = ("posted_on", "plan", "started_at", "finished_at")
    list_filter = ("plan",)
    list_select_related = ("plan",)
    ordering = ("-posted_on",)


@admin.register(Line)
class LineAdmin(ReadOnly):
    list_display = ("run_id", "charge", "earner", "entry", "kind", "level", "rank")
    list_display += ("rate", "base", "amount")
    list_filter = ("entry", "kind")
    list_select_related = ("charge__subscription", "earner", "rank")
    search_fields = ("earner__code__exact", "charge__ref__exact")

    @admin.display(description="rate, %")
    def rate(self, line: Line) -> str:
        return format_rate(line.rate_ppm)

    @admin.display
    def base(self, line: Line) -> str:
        return format_micro(line.base_micro, line.charge.subscription.currency)

    @admin.display
    def amount(self, line: Line) -> str:
        currency = line.charge.subscription.currency
        return f"{format_micro(line.amount_micro, currency)} {currency}"


@admin.register(CommissionedCharge)
class CommissionedChargeAdmin(ReadOnly):
    list_display = ("charge", "run_id")
    list_select_related = ("charge",)
    search_fields = ("charge__ref__exact",)


@admin.register(Carry)
class CarryAdmin(ReadOnly):
    list_display = ("agent", "currency", "entry", "fraction_micro")
    list_filter = ("entry", "currency")
    list_select_related = ("agent",)
    search_fields = ("agent__code__exact",)


@admin.register(Account)
class AccountAdmin(ReadOnly):
    list_display = ("name", "kind", "currency", "agent")
    list_filter = ("kind", "currency")
    list_select_related = ("agent",)
    search_fields = ("name",)


@admin.register(Transfer)
class TransferAdmin(ReadOnly):
    list_display = ("posted_on", "kind", "debit", "credit", "amount", "currency", "key")
    list_filter = ("kind", "currency")
    list_select_related = ("debit", "credit")
    search_fields = ("key__startswith", "debit__name__exact", "credit__name__exact")
    amount = money("amount_minor")


@admin.register(TaxThreshold)
class TaxThresholdAdmin(NoDelete):
    """What the law says next year is another row."""

    list_display = ("form", "from_year", "amount", "currency")
    ordering = ("form", "currency", "-from_year")
    amount = money("amount_minor")
