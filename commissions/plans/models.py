"""Compensation plans as rows: one plan a version, one row a rank. Frozen once a run has used one
(ledger/triggers.py). What the fields mean is on the domain page."""

from django.db import models
from django.db.models import Q

MILLION = 1_000_000


class Plan(models.Model):
    class Compression(models.TextChoices):
        NONE = "none"
        ACTIVE = "active"
        QUALIFIED = "qualified"

    class Basis(models.TextChoices):
        CHARGE = "charge"
        RESIDUAL = "residual"

    name = models.CharField(max_length=100)
    effective_from = models.DateField(unique=True)
    active_volume = models.BigIntegerField(default=0)
    active_customers = models.IntegerField(default=0)
    compression = models.CharField(max_length=9, choices=Compression, default=Compression.ACTIVE)
    downline_basis = models.CharField(max_length=8, choices=Basis, default=Basis.CHARGE)
    own_accounts_pay = models.BooleanField(default=False)
    residual_requires_active = models.BooleanField(default=False)
    hold_days = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(active_volume__gte=0, active_customers__gte=0, hold_days__gte=0),
                name="plan_amounts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} (from {self.effective_from})"


class Rank(models.Model):
    """`position` 0 is the lowest. Rates are millionths; `levels_ppm[0]` is level 1."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="ranks")
    position = models.IntegerField()
    name = models.CharField(max_length=50)
    residual_ppm = models.IntegerField(default=0)
    levels_ppm = models.JSONField(default=list)
    override_ppm = models.IntegerField(default=0)
    personal_volume = models.BigIntegerField(default=0)
    customers = models.IntegerField(default=0)
    group_volume = models.BigIntegerField(default=0)
    max_leg_share_ppm = models.IntegerField(default=MILLION)
    legs = models.IntegerField(default=0)
    leg_position = models.IntegerField(
        default=0, help_text="The position of leg_rank, a lower rank of the same plan."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="rank_position"),
            models.UniqueConstraint(fields=["plan", "name"], name="rank_name"),
            models.CheckConstraint(
                condition=Q(
                    position__gte=0,
                    residual_ppm__range=(0, MILLION),
                    override_ppm__range=(0, MILLION),
                    max_leg_share_ppm__range=(0, MILLION),
                    personal_volume__gte=0,
                    customers__gte=0,
                    group_volume__gte=0,
                    legs__gte=0,
                    leg_position__gte=0,
                ),
                name="rank_amounts",
            ),
        ]

    def __str__(self) -> str:
        return self.name
