"""POST /api/stripe/: Stripe's webhooks, signed. Without STRIPE_WEBHOOK_SECRETS there is no door."""

import json
import logging

import stripe
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from commissions.loading.reported import NightUnderWay
from commissions.stripe_in.take import take
from mlmsite.lib import clock
from mlmsite.lib.rest import problems

log = logging.getLogger(__name__)

LARGEST = 2_000_000


@csrf_exempt
@never_cache
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """The signature is over the raw body, and no older than five minutes."""
    if not settings.STRIPE_WEBHOOK_SECRETS:
        return problems.not_found(request)
    if len(request.body) > LARGEST:
        return problems.response(413, "too_large", "No event of Stripe is as large as that.")
    if not _is_signed(request):
        return problems.response(400, "bad_signature", "The Stripe-Signature isn't of this body.")
    try:
        event = json.loads(request.body)
        event["id"], event["type"], event["created"], event["data"]["object"]["id"]
    except (ValueError, KeyError, TypeError):
        return problems.response(400, "no_event", "This is no event of Stripe.")
    try:
        kept = take(event, today=clock.today(), now=timezone.now())
    except NightUnderWay as e:
        return problems.response(503, "night_under_way", str(e))
    log.info("Stripe %s %s: %s", kept.type, kept.event_id, kept.state)
    return HttpResponse(status=204)


def _is_signed(request: HttpRequest) -> bool:
    """By one of the secrets: while one is changed for another there are two."""
    signature = request.headers.get("Stripe-Signature", "")
    for secret in settings.STRIPE_WEBHOOK_SECRETS:
        try:
            text = request.body.decode()
            stripe.WebhookSignature.verify_header(
                text, signature, secret, stripe.Webhook.DEFAULT_TOLERANCE
            )
        except (stripe.SignatureVerificationError, UnicodeDecodeError):
            continue
        return True
    return False
