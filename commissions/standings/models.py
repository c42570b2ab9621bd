"""What a night leaves for the pages: standings, monthly sums, events.

No foreign key is checked row by row, as with the lines (nights/models.py): the night is the one
writer, and `verify` computes every row again.
"""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from agents.models import Agent


class StandingQuerySet(models.QuerySet):
    def current(self) -> Self:
        return self.filter(until=None)

    def on(self, day: date) -> Self:
        """As the night of that day decided."""
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class Standing(models.Model):
    """What the nights from `since` on, and before `until`, decided of an agent."""

    agent = models.ForeignKey(
        Agent, models.PROTECT, db_constraint=False, db_index=False, related_name="standings"
    )
    since = models.DateField()
    until = models.DateField(null=True, help_text="The first night that decided otherwise.")
    pv = models.BigIntegerField("personal volume")
    customers = models.IntegerField("paying customers")
    gv = models.BigIntegerField("group volume")
    team = models.IntegerField(help_text="How many agents are below.")
    team_customers = models.IntegerField(help_text="Paying customers, own and of the downline.")
    active = models.BooleanField()
    terminated = models.BooleanField()
    rank = models.SmallIntegerField(help_text="The position in the plan of that night.")
    held = models.BigIntegerField(help_text="A bit for each rank whose requirements hold.")
    held_below = models.BigIntegerField(help_text="The ranks held in the subtree, as bits.")
    best = models.SmallIntegerField(help_text="The highest rank so far.")
    sold = models.BooleanField(help_text="Has had a paying customer.")

    objects = StandingQuerySet.as_manager()

    class Meta:
        # A team's table is sorted by any of these, and read from there.
        indexes = [
            models.Index(
                fields=[name, "agent"], condition=Q(until=None), name=f"standing_by_{name}"
            )
            for name in ("pv", "gv", "customers", "team", "rank")
        ]
        constraints = [
            models.UniqueConstraint(fields=["agent", "since"], name="standing_once"),
            models.UniqueConstraint(
                fields=["agent"], condition=Q(until=None), name="standing_current"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="standing_interval"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} since {self.since}"


class Ahead(models.Model):
    """What the last night could see coming for an agent; no row where that is nothing. Written
    anew each night."""

    agent = models.OneToOneField(
        Agent, models.PROTECT, primary_key=True, db_constraint=False, related_name="ahead"
    )
    loses_active = models.BooleanField(help_text="Not active once what is known to end has ended.")
    rank_then = models.SmallIntegerField(help_text="Its rank then.")
    loses_rank = models.BooleanField()
    near_percent = models.SmallIntegerField(
        help_text="Of the next rank's requirement furthest away; 0 where that is far."
    )

    class Meta:
        # Who is nearest, of a large team too.
        indexes = [
            models.Index(
                fields=["-near_percent", "agent"],
                condition=Q(near_percent__gt=0, loses_active=False),
                name="ahead_nearest",
            )
        ]

    def __str__(self) -> str:
        return f"Ahead of {self.agent_id}"


class Earned(models.Model):
    """The exact sum of an agent's lines in a month, in two parts: whole minor units, rounded down,
    and the millionths beyond them. Clawbacks are below 0."""

    agent = models.ForeignKey(
        Agent, models.PROTECT, db_constraint=False, db_index=False, related_name="earned"
    )
    month = models.DateField(help_text="Its first day.")
    currency = models.CharField(max_length=3)
    entry = models.SmallIntegerField()
    kind = models.SmallIntegerField()
    lines = models.BigIntegerField()
    whole_minor = models.BigIntegerField()
    rest_micro = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "month", "currency", "entry", "kind"], name="earned_once"
            ),
            models.CheckConstraint(condition=Q(rest_micro__range=(0, 999_999)), name="earned_rest"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} in {self.month:%Y-%m}"


class Event(models.Model):
    """Something that happened to an agent; `words` is the rank's or the goal's name."""

    class Kind(models.TextChoices):
        JOINED = "joined"
        FIRST_CUSTOMER = "first_customer"
        NEW_RANK = "new_rank"
        LAPSED = "lapsed"
        GOAL_MET = "goal_met"

    agent = models.ForeignKey(Agent, models.PROTECT, db_constraint=False, related_name="events")
    night = models.DateField()
    kind = models.CharField(max_length=14, choices=Kind)
    words = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agent", "night", "kind", "words"], name="event_once")
        ]
        # As the news is read: a large team's newest few are found at its beginning.
        indexes = [models.Index(fields=["-night", "-id"], name="event_newest_first")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.agent_id} on {self.night}"
