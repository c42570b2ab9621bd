"""The ledger: double entry, one row a transfer.

- An *account* has a name that says what it is: `expense:commissions:USD`, `agent:CODE:USD`,
  `payouts:clearing:USD`, `cash:USD`.
- A *transfer* moves a whole number of minor units, above 0, from the account it *debits* to the
  account it *credits*, both of its currency. Rows are only ever added (triggers.py): a mistake is
  corrected by a transfer the other way.
- A *balance* is never stored: it is the account's credits less its debits (balances.py).
- The *key* of a transfer comes from the facts behind it, so nothing can be posted twice.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agents.models import Agent


class Account(models.Model):
    class Kind(models.TextChoices):
        EXPENSE = "expense"
        AGENT = "agent"
        CLEARING = "clearing"
        CASH = "cash"

    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=Kind)
    currency = models.CharField(max_length=3)
    agent = models.ForeignKey(
        Agent, models.PROTECT, null=True, blank=True, db_index=False, related_name="accounts"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], name="account_name"),
            models.UniqueConstraint(fields=["agent", "currency"], name="account_of_agent"),
            models.CheckConstraint(
                condition=Q(kind="agent", agent__isnull=False) | (~Q(kind="agent") & Q(agent=None)),
                name="account_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Transfer(models.Model):
    class Kind(models.TextChoices):
        EARNED = "earned", _("Earned")
        CLAWBACK = "clawback", _("Clawback")
        PAYOUT = "payout", _("Payout")
        SETTLEMENT = "settlement", _("Settlement")
        BONUS = "bonus", _("Bonus")
        CORRECTION = "correction", _("Correction")
        FEE = "fee", _("Fee")
        REVERSAL = "reversal", _("Reversal")

    posted_on = models.DateField()
    # A trigger checks both accounts and their currencies, for all rows of a statement at once.
    debit = models.ForeignKey(
        Account, models.PROTECT, db_constraint=False, db_index=False, related_name="debits"
    )
    credit = models.ForeignKey(
        Account, models.PROTECT, db_constraint=False, db_index=False, related_name="credits"
    )
    amount_minor = models.BigIntegerField("amount in minor units")
    currency = models.CharField(max_length=3)
    kind = models.CharField(max_length=20, choices=Kind)
    key = models.CharField(max_length=100)

    class Meta:
        indexes = [
            models.Index(fields=["debit", "posted_on"], name="transfer_debit"),
            models.Index(fields=["credit", "posted_on"], name="transfer_credit"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="transfer_key"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="transfer_amount"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="transfer_between_two"),
        ]

    def __str__(self) -> str:
        return self.key
