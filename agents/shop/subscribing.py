"""A visitor picks an offer, and is a customer."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from agents.links import Link
from agents.models import Agent, Customer, Subscription
from agents.querysets import with_email
from agents.shop.models import Offer, Order
from mlmsite.lib import codes, turns

GROUPS = 3


@dataclass(frozen=True)
class Subscribed:
    """`new` is False where the customer had that product already: nothing was made."""

    customer: Customer
    subscription: Subscription
    new: bool


def offered() -> QuerySet[Offer]:
    return Offer.objects.filter(offered=True).select_related("product").order_by("position", "pk")


def subscribe(
    *, offer: Offer, name: str, email: str, link: Link, today: date, at: datetime
) -> Subscribed:
    """From today on, below the link's agent, or below whoever has that customer already.

    A product that the customer has and that hasn't ended isn't made a second time, so nothing
    comes of sending the form twice.
    """
    with transaction.atomic():
        # Two tabs at once would both find no customer.
        turns.take(f"customer {email.upper()}")
        customer = _known(email, link.agent) or _new(name=name, email=email, agent=link.agent)
        running = _running(customer, offer, today)
        if running is not None:
            return Subscribed(customer, running, new=False)
        subscription = _subscription(customer, offer, today)
        Order.objects.create(
            offer=offer,
            subscription=subscription,
            code=link.code,
            through=link.through,
            ordered_at=at,
        )
        return Subscribed(customer, subscription, new=True)


def _known(email: str, agent: Agent) -> Customer | None:
    """This agent's before any other's, then the oldest."""
    known = list(with_email(Customer.objects.all(), email).order_by("pk"))
    return next((one for one in known if one.agent_id == agent.pk), next(iter(known), None))


def _new(*, name: str, email: str, agent: Agent) -> Customer:
    """An agent that subscribes by its own link has an own account: those pay as the plan says."""
    own_account = email.upper() == agent.email.upper()
    return Customer.objects.create(
        ref=_ref(), agent=agent, name=name, email=email, own_account=own_account
    )


def _running(customer: Customer, offer: Offer, today: date) -> Subscription | None:
    theirs = customer.subscriptions.filter(Q(ended_on=None) | Q(ended_on__gt=today))
    return theirs.filter(product=offer.product_id).order_by("pk").first()


def _subscription(customer: Customer, offer: Offer, today: date) -> Subscription:
    automatic = offer.billing == Subscription.Billing.AUTOMATIC
    return Subscription.objects.create(
        ref=_ref(),
        customer=customer,
        product_id=offer.product_id,
        price_minor=offer.price_minor,
        currency=offer.currency,
        commissionable_minor=offer.commissionable_minor,
        volume=offer.volume,
        started_on=today,
        billing=offer.billing,
        next_charge_on=today if automatic else None,
    )


def _ref() -> str:
    """Of so many possible ones that none comes twice."""
    return f"W-{codes.code(GROUPS)}"
