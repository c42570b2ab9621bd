"""What the demo's agents' pages offer, what new agents agree to, and some who have come."""

from datetime import date, datetime, timedelta

from agents import links
from agents.enrolment.applying import apply, in_force
from agents.enrolment.confirming import confirm
from agents.enrolment.models import Agreement
from agents.models import Agent, Product
from agents.shop.cancelling import cancel
from agents.shop.models import Offer
from agents.shop.subscribing import subscribe
from commissions.demo.products import PRODUCTS

OFFERED = {
    "Mobile Unlimited": "Calls, texts and data without a limit, in 30 countries.",
    "Home Internet": "250 Mbit/s at home, the router is included.",
    "Wellness Box": "Twelve teas, oils and snacks a month, chosen for the season.",
}
CURRENCY = "USD"
CUSTOMERS = ("Marta Lindqvist", "Tomás Herrera", "Aiko Morita", "Ben Whitaker")
APPLICANTS = ("Lena Vogt", "Priya Raman", "Noah Castellanos", "Zofia Nowak")
JOINED = 2

AGREEMENT = """\
## 1. What you do

You recommend the company's products, in your own name and on your own account. You are **not** an
employee. You say what is true about the products and about the income: no more.

## 2. What it costs

Nothing. You need not buy anything, now or later, to be a distributor or to be paid.

## 3. What you are paid for

Only for what customers pay:

- your own customers' charges, at the rate of your rank,
- the charges of your team's customers, by the compensation plan that is in force.

Nobody is paid for recruiting. If a customer gets money back, your part of it goes back too.

## 4. How it ends

You end it at any time, without giving reasons. The company ends it with a month's notice, or at
once where somebody was deceived. What you have earned by then is paid.

## 5. Your data

The distributors above you see your name, your code, your rank and your team's totals; your e-mail
address only those whom you let see it.
"""


def equip(distributor: Agent, *, today: date, now: datetime) -> None:
    """Once."""
    if Agreement.objects.exists():
        return
    _offer()
    _agree(today)
    link = links.followed(distributor.code)
    _subscribed(link, today, now)
    _applied(link, today, now)


def _offer() -> None:
    by_name = {product.name: product for product in PRODUCTS}
    for position, (name, description) in enumerate(OFFERED.items()):
        product, price = by_name[name], by_name[name].prices[CURRENCY]
        Offer.objects.create(
            product=Product.objects.get_or_create(name=name)[0],
            description=description,
            price_minor=price.minor,
            currency=CURRENCY,
            commissionable_minor=price.commissionable_minor,
            volume=product.volume,
            position=position,
        )


def _agree(today: date) -> None:
    first = date(today.year, 1, 1)
    Agreement.objects.create(version=f"{first:%Y-%m}", text=AGREEMENT, effective_from=first)


def _subscribed(link: links.Link, today: date, now: datetime) -> None:
    offers = list(Offer.objects.order_by("position"))
    for number, name in enumerate(CUSTOMERS):
        made = subscribe(
            offer=offers[number % len(offers)],
            name=name,
            email=_email(name),
            link=link,
            today=today,
            at=now - timedelta(hours=number),
        )
    cancel(made.subscription, today=today, at=now)


def _applied(link: links.Link, today: date, now: datetime) -> None:
    agreement = in_force(today)
    assert agreement is not None
    for number, name in enumerate(APPLICANTS):
        application = apply(
            name=name,
            email=_email(name),
            link=link,
            agreement=agreement,
            address=f"203.0.113.{number + 7}",
            today=today,
            at=now - timedelta(hours=5 * number + 1),
        )
        if number < JOINED and application is not None:
            confirm(application, today=today, at=now)


def _email(name: str) -> str:
    first, last = name.lower().replace("á", "a").split()
    return f"{first}.{last}@example.net"
