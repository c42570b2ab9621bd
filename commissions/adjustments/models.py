from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agents.models import Agent
from mlmsite.lib.fields import person


class Adjustment(models.Model):
    """`amount_minor` is above 0 where the agent gets it, below 0 where it pays. A posted one whose
    reversal somebody has asked for waits for a second person."""

    class Kind(models.TextChoices):
        BONUS = "bonus", _("Bonus")
        CORRECTION = "correction", _("Correction")
        FEE = "fee", _("Fee")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        POSTED = "posted", _("Posted")
        REJECTED = "rejected", _("Rejected")
        REVERSED = "reversed", _("Reversed")

    agent = models.ForeignKey(Agent, models.PROTECT, related_name="adjustments")
    kind = models.CharField(max_length=10, choices=Kind)
    amount_minor = models.BigIntegerField("amount in minor units")
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=200, help_text="The agent reads it.")
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    once = models.UUIDField(
        default=uuid4, editable=False, help_text="The form it came from: sent twice, it is one."
    )
    made_at = models.DateTimeField()
    made_by = person()
    needs_second = models.BooleanField("needs a second person")
    decided_at = models.DateTimeField(null=True)
    decided_by = person(null=True)
    reversal_asked_at = models.DateTimeField(null=True)
    reversal_asked_by = person(null=True)
    reversed_at = models.DateTimeField(null=True)
    reversed_by = person(null=True)
    reversed_because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["once"], name="adjustment_once"),
            models.CheckConstraint(
                condition=Q(kind="bonus", amount_minor__gt=0)
                | Q(kind="fee", amount_minor__lt=0)
                | Q(kind="correction") & ~Q(amount_minor=0),
                name="adjustment_sign",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("made_by")) | Q(needs_second=False),
                name="adjustment_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["posted", "reversed"])
                | Q(needs_second=False)
                | Q(decided_by__isnull=False),
                name="adjustment_decided",
            ),
            models.CheckConstraint(
                condition=Q(state="reversed", reversed_by__isnull=False)
                | ~Q(state="reversed") & Q(reversed_by=None),
                name="adjustment_reversed",
            ),
            models.CheckConstraint(
                condition=~Q(state="reversed")
                | Q(needs_second=False)
                | Q(reversal_asked_by__isnull=False) & ~Q(reversal_asked_by=F("reversed_by")),
                name="adjustment_reversed_by_two",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        return f"A{self.pk:08d}"

    @property
    def waits_for_reversal(self) -> bool:
        return self.state == self.State.POSTED and self.reversal_asked_at is not None
