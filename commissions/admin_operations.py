"""What came from Stripe, and what `verify` found by itself."""

from django.contrib import admin

from commissions.monitoring.models import Verification
from commissions.stripe_in.models import StripeEvent
from mlmsite.lib.admin import ReadOnly


@admin.register(StripeEvent)
class StripeEventAdmin(ReadOnly):
    list_display = ("type", "event_id", "state", "waits_for", "why", "created_at")
    list_filter = ("state", "type")
    search_fields = ("event_id", "waits_for")


@admin.register(Verification)
class VerificationAdmin(ReadOnly):
    list_display = ("finished_at", "breaches", "first")
    search_fields = ("first",)
