"""Events of Stripe, as they came."""

from django.db import models


class StripeEvent(models.Model):
    class State(models.TextChoices):
        DONE = "done"
        WAITING = "waiting"
        IGNORED = "ignored"
        REFUSED = "refused"

    event_id = models.CharField(max_length=255, unique=True)
    type = models.CharField(max_length=100)
    created_at = models.DateTimeField(help_text="At Stripe.")
    received_at = models.DateTimeField()
    payload = models.JSONField()
    state = models.CharField(max_length=7, choices=State)
    waits_for = models.CharField(max_length=255, blank=True)
    why = models.TextField(blank=True, help_text="Why it was ignored or refused.")
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "Stripe event"
        indexes = [
            models.Index(
                fields=["waits_for"],
                condition=models.Q(state="waiting"),
                name="stripe_event_waiting",
            ),
            # What is counted each time the metrics are read.
            models.Index(
                fields=["state"],
                condition=models.Q(state__in=["waiting", "refused"]),
                name="stripe_event_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"
