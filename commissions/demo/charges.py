"""What is charged: reported by a partner's system, or what the nights will raise by themselves."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from agents.periods import period_start
from commissions.demo.sales import Subscription

_FAILED = 0.04
_DELAYS_DAYS = ([0, 1, 2, 5, 9, 16], [72, 12, 6, 5, 3, 2])


class Charge(NamedTuple):
    ref: str
    subscription: Subscription
    period_start: date
    amount_minor: int
    commissionable_minor: int
    paid_on: date


def reported(
    subscriptions: Iterable[Subscription], *, go_live: date, until: date, seed: int
) -> Iterator[Charge]:
    """Of the external ones, paid by `until`: some late; of a failed payment there is no charge."""
    random = Random(f"{seed} charges")
    for subscription in subscriptions:
        if not subscription.external:
            continue
        for start in _from_go_live(subscription, go_live, until):
            paid_on = start + timedelta(days=random.choices(*_DELAYS_DAYS)[0])
            amount, commissionable = _amounts(random, subscription)
            if random.random() >= _FAILED and paid_on <= until:
                ref = f"X-{subscription.ref}-{start:%Y%m}"
                yield Charge(ref, subscription, start, amount, commissionable, paid_on)


def raised(
    subscriptions: Iterable[Subscription], *, go_live: date, through: date
) -> Iterator[Charge]:
    """All that billing has raised after the night of `through` (domain page, One night)."""
    for subscription in subscriptions:
        if subscription.external:
            continue
        price = subscription.price
        for start in _from_go_live(subscription, go_live, through):
            ref = f"{subscription.ref}@{start}"
            yield Charge(ref, subscription, start, *price, start)


def _from_go_live(subscription: Subscription, go_live: date, through: date) -> Iterator[date]:
    """The starts of its periods that end after go-live, up to `through`."""
    since = subscription.started_on
    for k, start in enumerate(subscription.periods(through)):
        if start >= go_live or period_start(since, k + 1) > go_live:
            yield start


def _amounts(random: Random, subscription: Subscription) -> tuple[int, int]:
    """Amount and commissionable, in minor units; by use where the product is metered."""
    price = subscription.price
    if not subscription.product.metered:
        return price.minor, price.commissionable_minor
    used_percent = random.randint(75, 130)
    return price.minor * used_percent // 100, price.commissionable_minor * used_percent // 100
