"""Programs, in the records: keys, third parties, webhooks. Changed on their pages."""

from django.contrib import admin
from oauth2_provider.models import (
    AccessToken,
    Application,
    Grant,
    IDToken,
    RefreshToken,
)

from agents.hooks.models import Delivery, Endpoint, Happening
from agents.programs.models import Answered, Key
from mlmsite.lib.admin import ReadOnly

# Tokens are secrets.
admin.site.unregister([AccessToken, Grant, IDToken, RefreshToken, Application])


@admin.register(Application)
class PartyAdmin(admin.ModelAdmin):
    """Third parties that agents may let in."""

    list_display = ("name", "client_id", "client_type", "created")
    search_fields = ("name", "client_id")
    fields = (
        *("name", "client_id", "client_type", "authorization_grant_type", "redirect_uris"),
        "skip_authorization",
    )
    readonly_fields = ("client_id", "skip_authorization")


@admin.register(Key)
class KeyAdmin(ReadOnly):
    list_display = ("name", "user", "prefix", "made_at", "used_at", "expires_at", "revoked_at")
    list_select_related = ("user",)
    search_fields = ("name", "prefix", "user__email")
    exclude = ("sha256",)


@admin.register(Answered)
class AnsweredAdmin(ReadOnly):
    list_display = ("method", "path", "key", "status", "answered_at")
    exclude = ("sealed",)
    search_fields = ("key",)


@admin.register(Endpoint)
class EndpointAdmin(ReadOnly):
    list_display = ("url", "types", "made_at", "disabled_at")
    search_fields = ("url",)
    exclude = ("sealed",)


@admin.register(Happening)
class HappeningAdmin(ReadOnly):
    list_display = ("type", "key", "happened_at", "shared_out")
    list_filter = ("type",)
    search_fields = ("key",)


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly):
    list_display = ("happening", "endpoint", "state", "attempts", "status", "next_at")
    list_filter = ("state",)
    list_select_related = ("happening", "endpoint")
    search_fields = ("happening__key",)
