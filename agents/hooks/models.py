"""Whom to tell, what happened, and each telling of it."""

from django.db import models
from django.db.models import Q

from mlmsite.lib.fields import person


class Type(models.TextChoices):
    AGENT_ENROLLED = "agent.enrolled"
    RANK_CHANGED = "agent.rank_changed"
    COMMISSION_POSTED = "commission.posted"
    PAYOUT_PAID = "payout.paid"
    PAYOUT_FAILED = "payout.failed"
    SUBSCRIPTION_LAPSED = "subscription.lapsed"


class Endpoint(models.Model):
    url = models.CharField(max_length=500)
    types = models.JSONField()
    sealed = models.TextField(help_text="The signing secret, encrypted.")
    made_at = models.DateTimeField()
    made_by = person()
    disabled_at = models.DateTimeField(null=True)
    disabled_because = models.CharField(max_length=200, blank=True)
    delivered_at = models.DateTimeField(null=True, help_text="When it last took something.")

    class Meta:
        verbose_name = "webhook endpoint"

    def __str__(self) -> str:
        return self.url


class Happening(models.Model):
    """`key` comes from the facts: nothing is told as two things."""

    type = models.CharField(max_length=30, choices=Type)
    key = models.CharField(max_length=150)
    data = models.JSONField()
    happened_at = models.DateTimeField()
    shared_out = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="happening_once")]
        indexes = [models.Index(fields=["id"], condition=Q(shared_out=False), name="happening_new")]

    def __str__(self) -> str:
        return f"{self.type} {self.key}"


class Delivery(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting"
        DELIVERED = "delivered"
        FAILED = "failed"

    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="deliveries")
    happening = models.ForeignKey(Happening, models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    attempts = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, help_text="When it is tried next.")
    status = models.SmallIntegerField(null=True, help_text="Of the last answer.")
    said = models.CharField(max_length=500, blank=True, help_text="The last answer's beginning.")
    tried_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "happening"], name="delivery_once")
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="delivery_due")
        ]

    def __str__(self) -> str:
        return f"{self.happening_id} to {self.endpoint_id}"
