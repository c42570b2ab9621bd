"""A customer's page without an account: who has the link that was mailed is that customer.

The link is signed with the customer's e-mail address in it, and holds until the company enters
another one: it never expires, as one may want to cancel after years.
"""

from django.core.signing import BadSignature, Signer
from django.db.models import Prefetch, QuerySet

from agents.models import Customer, Subscription
from agents.querysets import with_email
from agents.shop.models import Cancellation


def _signer(customer: Customer) -> Signer:
    return Signer(sep=".", salt=f"agents.shop.private {customer.email.upper()}")


def token(customer: Customer) -> str:
    return _signer(customer).sign(str(customer.pk))


def holder(token: str) -> Customer | None:
    """Whose link it is; None of one that was made up, or mailed to an address of before."""
    number = token.partition(".")[0]
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    customer = Customer.objects.filter(pk=int(number)).first()
    if customer is None:
        return None
    try:
        _signer(customer).unsign(token)
    except BadSignature:
        return None
    return customer


def subscriptions(customer: Customer) -> QuerySet[Subscription]:
    """All of whoever reads the mails to that address, the newest first.

    Each with `own_end`: the customer's cancellation that holds, in a list of at most one.
    """
    own_end = Cancellation.objects.filter(undone_at=None)
    return (
        Subscription.objects.filter(customer__in=with_email(Customer.objects.all(), customer.email))
        .select_related("product", "customer__agent")
        .prefetch_related(Prefetch("cancellations", own_end, to_attr="own_end"))
        .order_by("-started_on", "-pk")
    )
