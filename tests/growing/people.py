"""The cast of growing: offers, an agreement, applicants, and what visitors fill in."""

import re
from datetime import UTC, date, datetime, timedelta

from django.core import mail

from agents import links
from agents.enrolment.applying import apply
from agents.enrolment.models import Agreement, Application
from agents.models import Agent, Customer, Product
from agents.shop import private
from agents.shop.models import Offer
from agents.shop.subscribing import Subscribed, subscribe
from mlmsite.lib.money import parse_minor

TODAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
VISITOR = "203.0.113.7"


def offer(product: str = "Internet", price: str = "22.00", **fields) -> Offer:
    currency = fields.pop("currency", "USD")
    price_minor = parse_minor(price, currency)
    return Offer.objects.create(
        product=Product.objects.get_or_create(name=product)[0],
        price_minor=price_minor,
        currency=currency,
        commissionable_minor=price_minor,
        volume=fields.pop("volume", 20),
        **fields,
    )


def agreement(version: str = "2026-01", *, since: date = date(2026, 1, 1)) -> Agreement:
    return Agreement.objects.create(
        version=version, text=f"## Rules of {version}\n\nBe *honest*.", effective_from=since
    )


def subscribed(
    *, under: Agent, email: str = "dee@example.net", of: Offer | None = None, **fields
) -> Subscribed:
    told = {"name": "Dee Customer", "today": TODAY, "at": NOW, **fields}
    link = links.followed(under.code)
    return subscribe(offer=of or offer(), email=email, link=link, **told)


def applied(*, under: Agent, email: str = "flo@example.com", **fields) -> Application | None:
    in_force = Agreement.objects.first() or agreement()
    told = {"name": "Flo New", "agreement": in_force, "address": VISITOR, "today": TODAY, "at": NOW}
    return apply(email=email, link=links.followed(under.code), **{**told, **fields})


def one_of_each(under: Agent) -> None:
    """A row of each model, and nothing that is billed before today."""
    from agents.enrolment.confirming import confirm
    from agents.shop.cancelling import cancel

    made = subscribed(under=under, today=TODAY + timedelta(days=400))
    cancel(made.subscription, today=TODAY, at=NOW)
    confirm(applied(under=under), today=TODAY, at=NOW)


def token(email: str = "dee@example.net") -> str:
    return private.token(Customer.objects.get(email=email))


def mailed_path(prefix: str, *, to: str = "") -> str:
    """The path of the link in the last mail, or in the last one to an address."""
    last = next(letter for letter in reversed(mail.outbox) if to in ("", *letter.to))
    return re.search(rf"http://testserver(/{prefix}/\S+)", last.body)[1]


def order(of: Offer, **fields) -> dict:
    told = {"offer": of.terms, "name": "Dee Customer", "email": "dee@example.net", "agreed": "on"}
    return told | fields


def application(of: Agreement, **fields) -> dict:
    told = {"name": "Flo New", "email": "flo@example.com", "accepted": "on"}
    return told | {"read": of.fingerprint} | fields


def said(answer) -> str:
    """A page as one reads it: its forms' tokens are others each time."""
    return re.sub(r'(name="csrfmiddlewaretoken" value=)"[^"]+"', r"\1", answer.content.decode())
