"""A row of each model that programs leave behind."""

from datetime import UTC, datetime

from django.contrib.auth import get_user_model

from agents.hooks.models import Delivery, Endpoint, Happening
from agents.programs import keys
from agents.programs.models import Answered
from commissions.monitoring.models import Verification
from commissions.stripe_in.models import StripeEvent
from mlmsite.lib import sealing

AT = datetime(2026, 1, 1, tzinfo=UTC)


def one_of_each() -> None:
    user = get_user_model().objects.get(username="root")
    keys.make(user, name="a program", scopes=["money:read"], at=AT)
    Answered.objects.create(
        principal="x",
        method="POST",
        path="/",
        key="k",
        status=200,
        headers={},
        answered_at=AT,
    )
    endpoint = Endpoint.objects.create(
        url="https://shop.example/hook",
        types=["payout.paid"],
        sealed=sealing.seal({"secret": "whsec_MTIz"}),
        made_at=AT,
        made_by=user,
    )
    happening = Happening.objects.create(type="payout.paid", key="x", data={}, happened_at=AT)
    Delivery.objects.create(endpoint=endpoint, happening=happening)
    StripeEvent.objects.create(
        event_id="evt", type="x", created_at=AT, received_at=AT, payload={}, state="ignored"
    )
    Verification.objects.create(started_at=AT, finished_at=AT, breaches=0)
