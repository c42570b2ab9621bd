from django.contrib import admin

from commissions.models import Account, Carry, CommissionedCharge, Line, Plan, Rank, Run, Transfer
from mlmsite.lib.admin import ReadOnly


class RankInline(admin.TabularInline):
    model = Rank
    can_delete = False
    extra = 0

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Plan)
class PlanAdmin(ReadOnly):
    """Plans are loaded as files."""

    list_display = ("name", "effective_from", "compression", "downline_basis")
    inlines = (RankInline,)


@admin.register(Run)
class RunAdmin(ReadOnly):
    list_display = ("posted_on", "plan", "started_at", "finished_at")
    list_select_related = ("plan",)
    ordering = ("-posted_on",)


@admin.register(Line)
class LineAdmin(ReadOnly):
    list_display = ("id", "run_id", "earner", "charge", "entry", "kind", "level", "amount_micro")
    list_select_related = ("earner", "charge")
    search_fields = ("=charge__ref",)
    ordering = ("-id",)


@admin.register(CommissionedCharge)
class CommissionedChargeAdmin(ReadOnly):
    list_display = ("charge", "run_id")
    list_select_related = ("charge",)
    search_fields = ("=charge__ref",)


@admin.register(Carry)
class CarryAdmin(ReadOnly):
    list_display = ("agent", "currency", "entry", "fraction_micro")
    list_select_related = ("agent",)
    search_fields = ("=agent__code",)


@admin.register(Account)
class AccountAdmin(ReadOnly):
    list_display = ("name", "kind", "currency")
    list_filter = ("kind", "currency")
    search_fields = ("name",)


@admin.register(Transfer)
class TransferAdmin(ReadOnly):
    list_display = ("posted_on", "debit", "credit", "amount_minor", "currency", "kind")
    list_filter = ("kind", "currency")
    list_select_related = ("debit", "credit")
    search_fields = ("key",)
    ordering = ("-id",)
