"""What a night leaves behind: the run, its lines, which charges it took, and what it carries over.

Rows of Run, Line and CommissionedCharge are only ever added (ledger/triggers.py). Foreign keys are
not checked row by row: on PostgreSQL that took 20 s of a night of 3 million lines which otherwise
took 8. The one writer (write.py) has the ids from the same snapshot, a trigger refuses to delete
a commissioned charge, and `verify` looks for orphans.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop

from agents.models import Agent, Charge
from commissions.plans.models import Plan, Rank


class Entry(models.IntegerChoices):
    EARNED = 0, "earned"
    CLAWBACK = 1, "clawback"


class Kind(models.IntegerChoices):
    """The labels stand in exports and totals: they stay English, and pages translate them."""

    RESIDUAL = 0, gettext_noop("residual")
    DOWNLINE = 1, gettext_noop("downline")
    OVERRIDE = 2, gettext_noop("override")


KINDS = [(str(kind.label), str(kind.label)) for kind in Kind]
"""As programs read and write them."""


class Run(models.Model):
    """One night, done; none is ever half done, as it is written in the night's transaction."""

    posted_on = models.DateField(primary_key=True)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="runs")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    counts = models.JSONField(help_text="Rows read and written, by what they are.")
    totals = models.JSONField(
        help_text="Exact sums of the lines in millionths of a minor unit, as text: "
        "entry, kind, currency."
    )
    seconds = models.JSONField(help_text="How long each stage took.")
    inputs_sha256 = models.CharField(max_length=64)
    lines_sha256 = models.CharField(max_length=64)
    facts_kept = models.BooleanField(
        default=True,
        help_text="Moves, changes of status and arrivals were kept when it ran, so that it can be "
        "computed again whatever came later.",
    )

    def __str__(self) -> str:
        return f"Night of {self.posted_on}"


class CommissionedCharge(models.Model):
    """A charge is commissioned once, with or without a line."""

    charge = models.OneToOneField(
        Charge, models.PROTECT, primary_key=True, db_constraint=False, related_name="commissioned"
    )
    run = models.ForeignKey(
        Run,
        models.PROTECT,
        db_column="posted_on",
        db_constraint=False,
        db_index=False,
        related_name="commissioned_charges",
    )

    class Meta:
        indexes = [
            # A night's charges are gone through in their order, some at a time (explain/missed.py).
            models.Index(fields=["run", "charge"], name="commissioned_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.charge_id} on {self.run_id}"


class Line(models.Model):
    """One commission, exact to a millionth of the minor unit; negative where it claws back."""

    run = models.ForeignKey(
        Run,
        models.PROTECT,
        db_column="posted_on",
        db_constraint=False,
        db_index=False,
        related_name="lines",
    )
    earner = models.ForeignKey(
        Agent, models.PROTECT, db_constraint=False, db_index=False, related_name="lines"
    )
    charge = models.ForeignKey(Charge, models.PROTECT, db_constraint=False, related_name="lines")
    entry = models.SmallIntegerField(choices=Entry)
    kind = models.SmallIntegerField(choices=Kind)
    level = models.IntegerField()
    rank = models.ForeignKey(
        Rank, models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    rate_ppm = models.IntegerField("rate in millionths")
    base_micro = models.BigIntegerField("base in millionths of the minor unit")
    amount_micro = models.BigIntegerField("amount in millionths of the minor unit")

    class Meta:
        constraints = [
            # Begins with the night and the earner, the order in which a night is written.
            models.UniqueConstraint(
                fields=["run", "earner", "charge", "kind", "entry"], name="line_once"
            ),
            models.CheckConstraint(
                condition=Q(entry=0, amount_micro__gt=0) | Q(entry=1, amount_micro__lt=0),
                name="line_sign",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.charge_id} for {self.earner_id}"


class Carry(models.Model):
    """The fraction of a minor unit that the ledger has not said yet, for each agent, currency and
    entry: the millionths of the sum of all lines so far (of their absolute amounts)."""

    agent = models.ForeignKey(
        Agent, models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    currency = models.CharField(max_length=3)
    entry = models.SmallIntegerField(choices=Entry)
    fraction_micro = models.IntegerField()

    class Meta:
        verbose_name = "carried fraction"
        constraints = [
            models.UniqueConstraint(fields=["agent", "currency", "entry"], name="carry_once"),
            models.CheckConstraint(
                condition=Q(fraction_micro__range=(0, 999_999)), name="carry_fraction"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fraction_micro} of {self.agent_id}"
