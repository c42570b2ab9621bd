"""What both apps' admins share."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest


class NoDelete(admin.ModelAdmin):
    """Rows that others rest on: added and changed, never deleted."""

    show_full_result_count = False
    list_per_page = 50

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnly(NoDelete):
    """Facts about money: looked at here, written by the nights and by files only."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
