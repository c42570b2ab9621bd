"""What nights keep for the pages, for staff: to be seen. Goals aren't here: some are private."""

from django.contrib import admin

from commissions.models import Ahead, Earned, Event, Standing
from mlmsite.lib.admin import ReadOnly


@admin.register(Standing)
class StandingAdmin(ReadOnly):
    list_display = ("agent", "since", "until", "pv", "customers", "gv", "team", "active", "rank")
    list_filter = (("until", admin.EmptyFieldListFilter), "active")
    list_select_related = ("agent",)
    search_fields = ("agent__code__exact",)
    ordering = ("-id",)


@admin.register(Ahead)
class AheadAdmin(ReadOnly):
    list_display = ("agent", "loses_active", "loses_rank", "rank_then", "near_percent")
    list_filter = ("loses_active", "loses_rank")
    list_select_related = ("agent",)
    search_fields = ("agent__code__exact",)


@admin.register(Earned)
class EarnedAdmin(ReadOnly):
    list_display = ("agent", "month", "currency", "entry", "kind", "lines", "whole_minor")
    list_display += ("rest_micro",)
    list_filter = ("currency", "entry", "kind")
    list_select_related = ("agent",)
    search_fields = ("agent__code__exact",)


@admin.register(Event)
class EventAdmin(ReadOnly):
    list_display = ("night", "agent", "kind", "words")
    list_filter = ("kind",)
    list_select_related = ("agent",)
    search_fields = ("agent__code__exact",)
    ordering = ("-id",)
