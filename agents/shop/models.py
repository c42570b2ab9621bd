"""What the company lets its agents' pages sell, and what came of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agents.models import MAX_VOLUME, Agent, Product, Subscription
from mlmsite.lib.money import MAX_MINOR


class Offer(models.Model):
    """A product at a price. Subscriptions copy it: a change holds for those still to come."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="offers")
    description = models.CharField(
        max_length=500, blank=True, help_text=_("What a customer gets, in a sentence or two.")
    )
    price_minor = models.BigIntegerField("price in minor units")
    currency = models.CharField(max_length=3)
    commissionable_minor = models.BigIntegerField("commissionable amount in minor units")
    volume = models.IntegerField(help_text=_("Points, without a currency."))
    billing = models.CharField(
        max_length=9,
        choices=Subscription.Billing,
        default=Subscription.Billing.AUTOMATIC,
    )
    offered = models.BooleanField(default=True, help_text=_("Do agents' pages show it?"))
    position = models.IntegerField(default=0, help_text=_("The lowest is shown first."))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(price_minor__range=(0, MAX_MINOR))
                & Q(commissionable_minor__range=(0, MAX_MINOR))
                & Q(volume__range=(0, MAX_VOLUME)),
                name="offer_amounts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product}, {self.currency}"

    @property
    def terms(self) -> str:
        """What somebody who chose it has agreed to: another price is another choice."""
        return f"{self.pk}-{self.price_minor}-{self.currency}"


class Order(models.Model):
    """A subscription that a visitor of an agent's page has made, with its consent at that time."""

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="orders", db_index=False)
    subscription = models.OneToOneField(Subscription, models.PROTECT, related_name="order")
    code = models.CharField(max_length=32, help_text=_("In the link that was followed."))
    through = models.ForeignKey(
        Agent,
        models.PROTECT,
        null=True,
        related_name="orders",
        help_text=_("Whose link it was; nobody's where the default sponsor took over."),
    )
    ordered_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.subscription_id} at {self.ordered_at:%Y-%m-%d %H:%M}"


class Cancellation(models.Model):
    """A customer's own end of a subscription."""

    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="cancellations")
    ends_on = models.DateField(help_text=_("No period starts from here on."))
    cancelled_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Its end can be undone once; then it is cancelled anew.
            models.UniqueConstraint(
                fields=["subscription"], condition=Q(undone_at=None), name="cancellation_once"
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None) | Q(undone_at__gte=F("cancelled_at")),
                name="cancellation_undone_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscription_id} until {self.ends_on}"
