"""The network: who, under whom, with which customers, and what those were charged.

Names and rules are those of the domain page. Amounts are whole minor units of the subscription's
currency, volumes are points, ends are exclusive.

Unique texts are constraints, not `unique=True`: that would cost PostgreSQL a second index each.
"""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from mptt.models import TreeForeignKey

from agents.querysets import ChargeQuerySet, FailedChargeQuerySet, SubscriptionQuerySet
from agents.training.models import (  # noqa: F401  (Django looks for models here.)
    Choice,
    Lesson,
    LessonDone,
    Path,
    Question,
)
from agents.tree.node import Node
from mlmsite.lib.money import MAX_MINOR

MAX_VOLUME = 10**9

_UNSEEN = Q(first_night=None)

CODE = RegexValidator(r"\A[A-Za-z0-9-]{1,32}\Z", "1 to 32 letters, digits and hyphens.")


class Arrival(models.Model):
    """Facts that came in together: a file, a night's billing, an enrolment.

    A night reads the charges and refunds of arrivals that are not settled, and settles those whose
    last day it has reached: nothing in them can fall due after that. So no night searches all of
    history for what no night has seen yet, however late it was reported. And a night computed
    again leaves out what its first run can't have known: what came after it.
    """

    source = models.CharField(max_length=100)
    arrived_at = models.DateTimeField()
    last_day = models.DateField(help_text="The latest paid_on or refunded_on in it.")
    settled_on = models.DateField(null=True, help_text="The night that took the last of it.")
    first_night = models.DateField(null=True, help_text="The first night that saw it.")

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="arrival_open", condition=Q(settled_on=None)),
            models.Index(fields=["id"], name="arrival_new", condition=_UNSEEN),
        ]

    def __str__(self) -> str:
        return f"{self.source}, {self.arrived_at:%Y-%m-%d %H:%M}"


class Agent(Node):
    """An independent distributor. Enrolled and moved through agents.tree only."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        SUSPENDED = "suspended", _("Suspended")
        TERMINATED = "terminated", _("Terminated")

    code = models.CharField(max_length=32, unique=True, validators=[CODE])
    sponsor = TreeForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="recruits", db_index=False
    )
    name = models.CharField(max_length=200)
    email = models.EmailField("e-mail")
    joined_on = models.DateField()
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name="log-in"
    )
    arrival = models.ForeignKey(
        Arrival, models.PROTECT, related_name="agents", db_index=False, editable=False
    )

    class MPTTMeta:
        parent_attr = "sponsor"

    class Meta:
        indexes = [
            models.Index(fields=["tree_id", "lft"], name="agent_preorder"),
            models.Index(fields=["tree_id", "rght"], name="agent_postorder"),
            models.Index(fields=["sponsor", "lft"], name="agent_recruits"),
            models.Index(Upper("email"), name="agent_email"),
            # A team's table is sorted by these, and read from there.
            models.Index(fields=["name", "id"], name="agent_by_name"),
            models.Index(fields=["joined_on", "id"], name="agent_by_joined_on"),
            models.Index(fields=["level", "id"], name="agent_by_level"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["active", "suspended", "terminated"]), name="agent_status"
            ),
            models.CheckConstraint(condition=Q(lft__lt=F("rght")), name="agent_interval"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Preferences(models.Model):
    """What an agent chose for itself. A row only where that differs from the defaults: read and
    written by agents.preferences only."""

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        GERMAN = "de", "Deutsch"
        SPANISH = "es", "Español"

    class Digest(models.TextChoices):
        NEVER = "never", _("never")
        DAILY = "daily", _("every day")
        WEEKLY = "weekly", _("once a week")

    agent = models.OneToOneField(Agent, models.CASCADE, primary_key=True, related_name="chosen")
    language = models.CharField(
        max_length=2, choices=Language, blank=True, help_text="Empty: as the browser asks."
    )
    shares_contact = models.BooleanField(
        default=False, help_text="Its upline may see its e-mail address."
    )
    digest = models.CharField(max_length=6, choices=Digest, default=Digest.WEEKLY)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(language__in=["", "en", "de", "es"]), name="preferences_language"
            ),
            models.CheckConstraint(
                condition=Q(digest__in=["never", "daily", "weekly"]), name="preferences_digest"
            ),
            models.CheckConstraint(
                condition=~Q(language="", shares_contact=False, digest="weekly"),
                name="preferences_differ",
            ),
        ]

    def __str__(self) -> str:
        return f"Preferences of {self.agent_id}"


class StatusChange(models.Model):
    """An agent's status, as it was and as it became. Written by agents.statuses only."""

    agent = models.ForeignKey(Agent, models.PROTECT, related_name="status_changes")
    before = models.CharField(max_length=10, choices=Agent.Status)
    after = models.CharField(max_length=10, choices=Agent.Status)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(max_length=200)
    first_night = models.DateField(null=True, help_text="The first night that saw it.")

    class Meta:
        indexes = [models.Index(fields=["id"], name="statuschange_new", condition=_UNSEEN)]

    def __str__(self) -> str:
        return f"{self.agent_id} from {self.before} to {self.after}"


class Move(models.Model):
    """An agent put below another sponsor; from the night `first_night` on. Written by
    agents.tree.move only."""

    agent = models.ForeignKey(Agent, models.PROTECT, related_name="moves")
    from_sponsor = models.ForeignKey(
        Agent, models.PROTECT, null=True, related_name="+", db_index=False
    )
    to_sponsor = models.ForeignKey(
        Agent, models.PROTECT, null=True, related_name="+", db_index=False
    )
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(max_length=500)
    first_night = models.DateField(null=True, help_text="The first night that saw it.")

    class Meta:
        indexes = [models.Index(fields=["id"], name="move_new", condition=_UNSEEN)]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_sponsor=None, to_sponsor__isnull=False)
                | Q(from_sponsor__isnull=False, to_sponsor=None)
                | ~Q(from_sponsor=F("to_sponsor")),
                name="move_elsewhere",
            )
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} from {self.from_sponsor_id} to {self.to_sponsor_id}"


class Customer(models.Model):
    ref = models.CharField(max_length=64)
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="customers")
    name = models.CharField(max_length=200)
    email = models.EmailField("e-mail")
    own_account = models.BooleanField(default=False, help_text="The customer is the agent itself.")

    class Meta:
        indexes = [models.Index(Upper("email"), name="customer_email")]
        constraints = [models.UniqueConstraint(fields=["ref"], name="customer_ref")]

    def __str__(self) -> str:
        return f"{self.ref} {self.name}"


class Product(models.Model):
    name = models.CharField(max_length=100, unique=True)

    def __str__(self) -> str:
        return self.name


class Subscription(models.Model):
    class Billing(models.TextChoices):
        AUTOMATIC = "automatic", _("Automatic")
        EXTERNAL = "external", _("External")

    ref = models.CharField(max_length=64)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="subscriptions")
    product = models.ForeignKey(Product, models.PROTECT, related_name="subscriptions")
    price_minor = models.BigIntegerField("price in minor units")
    currency = models.CharField(max_length=3)
    commissionable_minor = models.BigIntegerField("commissionable amount in minor units")
    volume = models.IntegerField(help_text="Points, without a currency.")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True, help_text="No period starts from here on.")
    billing = models.CharField(max_length=9, choices=Billing, default=Billing.AUTOMATIC)
    next_charge_on = models.DateField(
        null=True,
        help_text="Start of the first period not yet raised; empty where billing is external.",
    )

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["next_charge_on"],
                name="subscription_due",
                condition=Q(billing="automatic")
                & (Q(ended_on=None) | Q(next_charge_on__lt=F("ended_on"))),
            ),
            models.Index(
                fields=["ended_on"],
                name="subscription_ending",
                condition=Q(ended_on__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["ref"], name="subscription_ref"),
            models.CheckConstraint(
                condition=Q(price_minor__range=(0, MAX_MINOR))
                & Q(commissionable_minor__range=(0, MAX_MINOR))
                & Q(volume__range=(0, MAX_VOLUME)),
                name="subscription_amounts",
            ),
            models.CheckConstraint(
                condition=Q(billing="automatic", next_charge_on__isnull=False)
                | Q(billing="external", next_charge_on=None),
                name="subscription_billing",
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class Charge(models.Model):
    """One month of one subscription, paid."""

    ref = models.CharField(max_length=80)
    subscription = models.ForeignKey(
        Subscription, models.PROTECT, related_name="charges", db_index=False
    )
    period_start = models.DateField()
    period_end = models.DateField()
    amount_minor = models.BigIntegerField("amount in minor units")
    commissionable_minor = models.BigIntegerField("commissionable amount in minor units")
    volume = models.IntegerField()
    paid_on = models.DateField()
    arrival = models.ForeignKey(Arrival, models.PROTECT, related_name="charges")

    objects = ChargeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["period_end"], name="charge_period_end")]
        constraints = [
            models.UniqueConstraint(fields=["ref"], name="charge_ref"),
            models.UniqueConstraint(fields=["subscription", "period_start"], name="charge_period"),
            models.CheckConstraint(
                condition=Q(amount_minor__range=(0, MAX_MINOR))
                & Q(commissionable_minor__range=(0, MAX_MINOR))
                & Q(volume__range=(0, MAX_VOLUME)),
                name="charge_amounts",
            ),
            models.CheckConstraint(
                condition=Q(period_start__lt=F("period_end")), name="charge_interval"
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class FailedCharge(models.Model):
    """A charge that could not be collected: for those who can help the customer. It pays nothing,
    and takes nothing; a charge of the same period that follows makes it good."""

    ref = models.CharField(max_length=80)
    subscription = models.ForeignKey(
        Subscription, models.PROTECT, related_name="failed_charges", db_index=False
    )
    period_start = models.DateField()
    failed_on = models.DateField()
    reason = models.CharField(max_length=200, blank=True, help_text="The agent reads it.")

    objects = FailedChargeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ref"], name="failed_charge_ref")]
        indexes = [models.Index(fields=["subscription", "failed_on"], name="failed_charge_of")]

    def __str__(self) -> str:
        return self.ref


class Refund(models.Model):
    """All or part of a charge given back on a date."""

    ref = models.CharField(max_length=80)
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="refunds")
    amount_minor = models.BigIntegerField("amount in minor units")
    refunded_on = models.DateField()
    arrival = models.ForeignKey(Arrival, models.PROTECT, related_name="refunds")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ref"], name="refund_ref"),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0) & Q(amount_minor__lte=MAX_MINOR),
                name="refund_amount",
            ),
        ]

    def __str__(self) -> str:
        return self.ref
