"""Who gets in, for superusers: log-ins are closed and not deleted, as what they did stays on
record; a second factor is taken away and never looked at; who logged in, or failed to, is read."""

from allauth.mfa.base.internal.flows import delete_dangling_recovery_codes
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from mlmsite.lib.admin import NoDelete, ReadOnly

User = get_user_model()
admin.site.unregister([User, Authenticator, AccessAttempt, AccessFailureLog, AccessLog])


@admin.register(User)
class PeopleAdmin(NoDelete, UserAdmin):
    list_display = ("username", "email", "is_active", "is_staff", "is_superuser", "last_login")


@admin.register(Authenticator)
class AuthenticatorAdmin(ReadOnly):
    list_display = ("user", "type", "created_at", "last_used_at")
    list_select_related = ("user",)
    search_fields = ("user__email__iexact", "user__username__iexact")
    exclude = ("data",)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.is_superuser

    def delete_model(self, request: HttpRequest, obj: Authenticator) -> None:
        """With the last one go its recovery codes: they may be lost with it."""
        obj.delete()
        delete_dangling_recovery_codes(obj.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Authenticator]) -> None:
        for authenticator in list(queryset):
            self.delete_model(request, authenticator)


@admin.register(AccessAttempt, AccessFailureLog, AccessLog)
class TriesAdmin(ReadOnly):
    list_display = ("attempt_time", "username", "ip_address", "path_info", "user_agent")
    search_fields = ("username", "ip_address")
    exclude = ("get_data", "post_data", "session_hash")
    ordering = ("-id",)
