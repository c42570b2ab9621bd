"""An agent's customers, as the page shows them: found by name, with what they subscribe to."""

from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from agents.models import Customer, Subscription


def found(customers: QuerySet[Customer], *, words: str) -> QuerySet[Customer]:
    """Those whose name, e-mail or reference has all the words in it."""
    for word in words.split():
        customers = customers.filter(
            Q(name__icontains=word) | Q(email__icontains=word) | Q(ref__icontains=word)
        )
    return customers


def with_subscriptions(customers: QuerySet[Customer], *, day: date) -> QuerySet[Customer]:
    """Each with `subscriptions`, and `running`: whether one of them runs on `day`."""
    running = Subscription.objects.running_on(day).filter(customer=OuterRef("pk"))
    subscriptions = Subscription.objects.select_related("product").order_by("started_on", "id")
    return customers.annotate(running=Exists(running)).prefetch_related(
        Prefetch("subscriptions", subscriptions)
    )
