"""Payouts and adjustments, for staff: to be seen; what is done with them is done in the back
office, and what is sealed isn't shown."""

from django.contrib import admin

from agents.admin import money
from commissions.models import (
    Adjustment,
    AnswerFile,
    Approval,
    Batch,
    Hold,
    Item,
    PayoutMethod,
    TaxForm,
)
from mlmsite.lib.admin import ReadOnly


@admin.register(PayoutMethod)
class PayoutMethodAdmin(ReadOnly):
    list_display = ("agent", "rail", "masked", "set_at", "set_by", "pays_from", "retired_at")
    list_filter = ("rail",)
    list_select_related = ("agent", "set_by")
    search_fields = ("agent__code__exact",)
    exclude = ("sealed",)


@admin.register(TaxForm)
class TaxFormAdmin(ReadOnly):
    list_display = ("agent", "kind", "masked", "signed_at", "retired_at")
    list_filter = ("kind",)
    list_select_related = ("agent",)
    search_fields = ("agent__code__exact",)
    exclude = ("sealed",)


@admin.register(Hold)
class HoldAdmin(ReadOnly):
    list_display = ("agent", "reason", "placed_at", "placed_by", "lifted_at", "lifted_by")
    list_select_related = ("agent", "placed_by", "lifted_by")
    search_fields = ("agent__code__exact",)


@admin.register(Batch)
class BatchAdmin(ReadOnly):
    list_display = ("ref", "rail", "currency", "pay_on", "state", "made_by")
    list_filter = ("state", "rail", "currency")
    list_select_related = ("made_by",)


@admin.register(Item)
class ItemAdmin(ReadOnly):
    list_display = ("ref", "batch", "agent", "amount", "currency", "state", "paid_on", "ended_on")
    list_filter = ("state", "currency")
    list_select_related = ("batch", "agent")
    search_fields = ("agent__code__exact",)
    amount = money("amount_minor")


@admin.register(Approval)
class ApprovalAdmin(ReadOnly):
    list_display = ("batch", "approver", "approved_at", "items_sha256")
    list_select_related = ("batch", "approver")


@admin.register(AnswerFile)
class AnswerFileAdmin(ReadOnly):
    list_display = ("name", "read_at", "read_by")
    list_select_related = ("read_by",)


@admin.register(Adjustment)
class AdjustmentAdmin(ReadOnly):
    list_display = ("ref", "agent", "kind", "amount", "currency", "state", "made_by", "made_at")
    list_filter = ("state", "kind")
    list_select_related = ("agent", "made_by")
    search_fields = ("agent__code__exact",)
    amount = money("amount_minor")
