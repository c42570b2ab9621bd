"""Subscriptions: what customers took, since when, and whether they stayed."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from agents.periods import period_start
from commissions.demo.customers import Customer
from commissions.demo.products import PRODUCTS, Price, Product
from commissions.demo.regions import REGIONS

DAYS = 548
"""No subscription is older: 18 months."""

_SECOND_PRODUCT = 0.15
_MONTHLY_CHURN = 0.035
_COME_BACK = 0.18
_HOME_CURRENCY = 0.94
_WEIGHTS = [product.weight for product in PRODUCTS]
_CURRENCIES = sorted({region.currency for region in REGIONS})


class Subscription(NamedTuple):
    ref: str
    customer: Customer
    product: Product
    currency: str
    started_on: date
    ended_on: date | None
    external: bool

    @property
    def price(self) -> Price:
        return self.product.prices[self.currency]

    def periods(self, through: date) -> Iterator[date]:
        """The starts of its periods up to `through`, that day included."""
        k, start = 0, self.started_on
        while start <= through and (self.ended_on is None or start < self.ended_on):
            yield start
            k += 1
            start = period_start(self.started_on, k)


def sold(customers: Iterable[Customer], *, until: date, seed: int) -> Iterator[Subscription]:
    """By customer, one or two each; some are cancelled, and some of those taken up again."""
    random = Random(f"{seed} sales")
    number = 0
    for customer in customers:
        currency = _currency(random, customer)
        for product in _basket(random):
            external = random.random() < product.external
            for started_on, ended_on in _stays(random, customer, until):
                number += 1
                ref = f"S-{number:07d}"
                yield Subscription(ref, customer, product, currency, started_on, ended_on, external)


def _currency(random: Random, customer: Customer) -> str:
    home = random.random() < _HOME_CURRENCY
    return customer.agent.region.currency if home else random.choice(_CURRENCIES)


def _basket(random: Random) -> list[Product]:
    first, second = random.choices(PRODUCTS, _WEIGHTS, k=2)
    return [first, second] if second != first and random.random() < _SECOND_PRODUCT else [first]


def _stays(random: Random, customer: Customer, until: date) -> Iterator[tuple[date, date | None]]:
    """(started_on, ended_on) of one product: the first, and again after each return."""
    earliest = max(customer.agent.joined_on, until - timedelta(days=DAYS))
    started_on = earliest + timedelta(days=int((until - earliest).days * random.random() ** 1.15))
    while started_on <= until:
        ended_on = _cancelled_on(random, started_on)
        if ended_on > until:
            yield started_on, None
            return
        yield started_on, ended_on
        if random.random() > _COME_BACK:
            return
        started_on = ended_on + timedelta(days=random.randint(20, 120))


def _cancelled_on(random: Random, started_on: date) -> date:
    """On any day of a later month: the period that it falls into is still charged."""
    months = 1 + int(random.expovariate(_MONTHLY_CHURN))
    return period_start(started_on, months) + timedelta(days=random.randint(0, 27))
