"""The named queries of the network."""

from datetime import date, timedelta

from django.db.models import F, Q, QuerySet

LONGEST_PERIOD = timedelta(days=31)


class SubscriptionQuerySet(QuerySet):
    def due_on(self, day: date) -> "SubscriptionQuerySet":
        """Automatic ones with a charge to raise by `day`."""
        return self.filter(
            Q(ended_on=None) | Q(next_charge_on__lt=F("ended_on")),
            billing="automatic",
            next_charge_on__lte=day,
        )

    def running_on(self, day: date) -> "SubscriptionQuerySet":
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day), started_on__lte=day)


class ChargeQuerySet(QuerySet):
    def covering(self, day: date) -> "ChargeQuerySet":
        """Paid by `day`, and `day` is in their period: the domain page's counting charges, before
        refunds and own accounts are looked at."""
        return self.filter(
            period_start__lte=day,
            period_end__gt=day,
            # Says nothing new, but keeps the index scan to one month.
            period_end__lte=day + LONGEST_PERIOD,
            paid_on__lte=day,
        )


class FailedChargeQuerySet(QuerySet):
    def open(self) -> "FailedChargeQuerySet":
        """Those whose period has not been paid since."""
        return self.exclude(subscription__charges__period_start=F("period_start"))
