"""Where money goes, what is held back, and the batches in which it went.

Rows of Approval, Item (but for its state) and retired methods never change (ledger/triggers.py).
"""

from typing import Self

from django.db import models
from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext_lazy as _

from agents.models import Agent
from mlmsite.lib import written
from mlmsite.lib.fields import person


class Rail(models.TextChoices):
    """How money gets to an agent."""

    SEPA = "sepa", _("SEPA transfer")
    ACH = "ach", _("ACH transfer")
    MANUAL = "manual", _("by hand")


class PayoutMethod(models.Model):
    """Where an agent's money goes. A change is a new row, and retires the old one."""

    agent = models.ForeignKey(Agent, models.PROTECT, related_name="payout_methods")
    rail = models.CharField(max_length=6, choices=Rail)
    sealed = models.TextField(help_text="The account and its holder, encrypted (sealing.py).")
    masked = models.CharField(max_length=60, help_text="What of it may be seen.")
    set_at = models.DateTimeField()
    set_by = person()
    pays_from = models.DateField(help_text="The first day on which money goes there.")
    told = models.EmailField("e-mail told of the next change")
    announced_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "rail"], condition=Q(retired_at=None), name="method_in_use"
            )
        ]
        indexes = [
            models.Index(fields=["id"], name="method_to_announce", condition=Q(announced_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.get_rail_display()}, {written.stored(self.masked)}"


class TaxForm(models.Model):
    """Who an agent is for the tax office. A change is a new row, and retires the old one."""

    class Kind(models.TextChoices):
        W9 = "w-9", _("W-9 (US person)")
        W8 = "w-8", _("W-8 (not a US person)")

    agent = models.ForeignKey(Agent, models.PROTECT, related_name="tax_forms")
    kind = models.CharField(max_length=3, choices=Kind)
    sealed = models.TextField(help_text="Name, number and address, encrypted (sealing.py).")
    masked = models.CharField(max_length=20)
    signed_at = models.DateTimeField()
    signed_by = person()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agent"], condition=Q(retired_at=None), name="tax_form_in_use"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.masked}"


class Hold(models.Model):
    """An administrator holds an agent's payouts back, until somebody lifts the hold."""

    agent = models.ForeignKey(Agent, models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=200, help_text="The agent reads it.")
    placed_at = models.DateTimeField()
    placed_by = person()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = person(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="hold_lifted_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"Hold of {self.agent_id}: {self.reason}"


class BatchQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Somebody still has to do something with them."""
        return self.exclude(state__in=[Batch.State.SETTLED, Batch.State.REJECTED])

    def with_totals(self) -> Self:
        """`count` and `total_minor` of the items that are not taken out."""
        kept = ~Q(items__state=Item.State.REMOVED)
        return self.annotate(
            count=Count("items", filter=kept),
            total_minor=Sum("items__amount_minor", filter=kept, default=0),
        )


class Batch(models.Model):
    """What is paid together: one currency, one rail, one file."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        APPROVED = "approved", _("Approved")
        SENT = "sent", _("Sent")
        SETTLED = "settled", _("Settled")
        REJECTED = "rejected", _("Rejected")

    rail = models.CharField(max_length=6, choices=Rail)
    currency = models.CharField(max_length=3)
    pay_on = models.DateField()
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    made_at = models.DateTimeField()
    made_by = person()
    submitted_at = models.DateTimeField(null=True)
    submitted_by = person(null=True)
    items_sha256 = models.CharField(max_length=64, blank=True)
    approvals_needed = models.SmallIntegerField(default=1)
    sent_at = models.DateTimeField(null=True)
    sent_by = person(null=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    settled_at = models.DateTimeField(null=True)
    rejected_at = models.DateTimeField(null=True)
    rejected_by = person(null=True)
    rejected_because = models.CharField(max_length=200, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        permissions = [("pay_out", "Can make, approve and send payouts, and adjust balances")]
        verbose_name_plural = "batches"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "rejected"]) | ~Q(items_sha256=""),
                name="batch_items_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "settled"]) | ~Q(file_sha256=""),
                name="batch_file_signed",
            ),
            models.CheckConstraint(
                condition=Q(approvals_needed__range=(1, 2)), name="batch_approvals"
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        return f"B{self.pk:08d}"


class Item(models.Model):
    """One agent's money in a batch."""

    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        SENT = "sent", _("Sent")
        PAID = "paid", _("Paid")
        FAILED = "failed", _("Failed")
        RETURNED = "returned", _("Returned")
        REMOVED = "removed", _("Removed")

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="items", db_index=False)
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="payouts")
    method = models.ForeignKey(PayoutMethod, models.PROTECT, related_name="items")
    amount_minor = models.BigIntegerField("amount in minor units")
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    paid_on = models.DateField(null=True)
    ended_on = models.DateField(null=True, help_text="When it failed, came back or was taken out.")
    code = models.CharField(max_length=10, blank=True, help_text="The bank's.")
    words = models.CharField(max_length=200, blank=True)
    of_account = models.BooleanField(
        default=False, help_text="Does the account have to be entered again?"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "agent"], name="item_once_in_a_batch"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="item_amount"),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "sent"], paid_on=None, ended_on=None)
                | Q(state="paid", paid_on__isnull=False, ended_on=None)
                | Q(state__in=["failed", "removed"], paid_on=None, ended_on__isnull=False)
                | Q(state="returned", paid_on__isnull=False, ended_on__gte=F("paid_on")),
                name="item_days",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        """What it is called in files and in the ledger's keys, for ever."""
        return f"P{self.pk:011d}"


class Approval(models.Model):
    """Somebody approved the items that a batch had: those with this SHA-256, and no others."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="approvals", db_index=False)
    approver = person()
    items_sha256 = models.CharField(max_length=64)
    approved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "approver", "items_sha256"], name="approval_once"
            )
        ]

    def __str__(self) -> str:
        return f"Approval of {Batch(pk=self.batch_id).ref}"


class AnswerFile(models.Model):
    """A bank's file that was read in, and what it changed."""

    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    read_at = models.DateTimeField()
    read_by = person()
    report = models.JSONField(help_text="What happened with each of its entries, in words.")

    def __str__(self) -> str:
        return self.name
