"""What a reported row is, as a body has it, and what is answered to it."""

from rest_framework import serializers

from agents.models import CODE, MAX_VOLUME, Subscription
from commissions.loading import reported
from mlmsite.lib.money import MAX_MINOR
from mlmsite.lib.rest import strict

MOST = 10_000
STATES = (reported.ADDED, reported.UPDATED, reported.UNCHANGED, reported.REFUSED)


def _ref(longest: int, **options) -> serializers.CharField:
    return strict.Text(max_length=longest, **options)


def _minor(**options) -> strict.Whole:
    return strict.Whole(min_value=0, max_value=MAX_MINOR, **options)


class CustomerIn(serializers.Serializer):
    """A known customer's name and address change; its agent never does."""

    ref = _ref(64)
    agent = strict.Text(max_length=32, validators=[CODE], help_text="Its code.")
    name = strict.Text(max_length=200)
    email = strict.Email(max_length=254)
    own_account = strict.YesNo(required=False, allow_null=True, default=None)


class SubscriptionIn(serializers.Serializer):
    """Of a known one only the end changes."""

    ref = _ref(64)
    customer = _ref(64, help_text="The customer's ref.")
    product = strict.Text(max_length=100)
    price_minor = _minor()
    currency = strict.Text(max_length=3)
    volume = strict.Whole(min_value=0, max_value=MAX_VOLUME)
    started_on = strict.Day()
    commissionable_minor = _minor(required=False, help_text="The price if nothing is said.")
    ended_on = strict.Day(required=False, allow_null=True, help_text="null: it has no end.")
    billing = strict.Choice(choices=Subscription.Billing.choices, required=False)


class ChargeIn(serializers.Serializer):
    """A month of a subscription, paid; what is left out is the subscription's."""

    ref = _ref(80)
    subscription = _ref(64, help_text="The subscription's ref.")
    period_start = strict.Day()
    paid_on = strict.Day()
    amount_minor = _minor(required=False)
    commissionable_minor = _minor(required=False)
    volume = strict.Whole(min_value=0, max_value=MAX_VOLUME, required=False)


class FailedChargeIn(serializers.Serializer):
    ref = _ref(80)
    subscription = _ref(64, help_text="The subscription's ref.")
    period_start = strict.Day()
    failed_on = strict.Day()
    reason = strict.Text(
        max_length=200, required=False, allow_blank=True, help_text="The agent reads it."
    )


class RefundIn(serializers.Serializer):
    ref = _ref(80)
    charge = _ref(80, help_text="The charge's ref.")
    amount_minor = strict.Whole(min_value=1, max_value=MAX_MINOR)
    refunded_on = strict.Day()


class CancellationIn(serializers.Serializer):
    """From `ended_on` on no period of the subscription starts; null takes an end back."""

    ended_on = strict.Day(allow_null=True)


class CancellationOf(CancellationIn):
    subscription = _ref(64, help_text="The subscription's ref.")


class RowOut(serializers.Serializer):
    """What became of a row. `id` is null where it was refused."""

    row = serializers.IntegerField(help_text="Its place in the call, from 0.")
    ref = serializers.CharField(allow_null=True)
    state = serializers.ChoiceField(choices=STATES)
    id = serializers.CharField(allow_null=True)
    problems = serializers.ListField(child=serializers.CharField())


class RowsOut(serializers.Serializer):
    added = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    refused = serializers.IntegerField()
    results = RowOut(many=True)
