"""Goals, and what an upline says of them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agents.models import Agent


class Goal(models.Model):
    class Measure(models.TextChoices):
        CUSTOMERS = "customers", _("paying customers")
        VOLUME = "volume", _("group volume")
        RANK = "rank", _("rank")
        INCOME = "income", _("commissions")

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="goals", db_index=False)
    month = models.DateField(help_text="Its first day.")
    measure = models.CharField(max_length=9, choices=Measure)
    currency = models.CharField(max_length=3, blank=True, help_text="Of an income.")
    rank = models.CharField(max_length=50, blank=True, help_text="Its name, where it is a rank.")
    start = models.BigIntegerField(help_text="What there was when it was set.")
    target = models.BigIntegerField(
        help_text="Customers, points, minor units, or the rank's position in the plan."
    )
    shared = models.BooleanField(help_text="Those above see it.")
    made_at = models.DateTimeField()
    met_on = models.DateField(null=True, help_text="The night that met it first.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "month", "measure", "currency"], name="goal_once"
            ),
            models.CheckConstraint(condition=Q(target__gt=F("start")), name="goal_ahead"),
            models.CheckConstraint(
                condition=Q(measure="income") & ~Q(currency="") | ~Q(measure="income"),
                name="goal_currency",
            ),
        ]
        indexes = [models.Index(fields=["month", "shared"], name="goal_month")]

    def __str__(self) -> str:
        return f"{self.measure} of {self.agent_id} in {self.month:%Y-%m}"


class Cheer(models.Model):
    """Something kind that somebody above says of a goal, or an offer to help."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="cheers", db_index=False)
    by = models.ForeignKey(Agent, models.CASCADE, related_name="+", db_index=False)
    words = models.CharField(max_length=280, blank=True)
    offers_help = models.BooleanField()
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["goal", "by"], name="cheer_once"),
            models.CheckConstraint(condition=~Q(words="") | Q(offers_help=True), name="cheer_says"),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} of goal {self.goal_id}"
