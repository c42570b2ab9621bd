"""Refunds: about one charge in 65, most of them whole."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from commissions.demo.charges import Charge

SHARE = 0.015
_RECENT_DAYS = 60


class Refund(NamedTuple):
    ref: str
    charge: Charge
    amount_minor: int
    refunded_on: date


def given(charges: Iterable[Charge], *, until: date, seed: int) -> Iterator[Refund]:
    """Of charges in the files, some days after they were paid, by `until`."""
    random = Random(f"{seed} refunds")
    number = 0
    for charge in charges:
        refunded_on = charge.paid_on + timedelta(days=random.randint(1, 25))
        if random.random() < SHARE and refunded_on <= until:
            number += 1
            yield Refund(f"R-{number:06d}", charge, _amount(random, charge), refunded_on)


def given_later(
    charges: Iterable[Charge], *, first_run: date, until: date, seed: int
) -> Iterator[Refund]:
    """Of the last two months of charges, all raised before the night of `first_run`.

    Dated after that night, so that they claw back what it and earlier ones have paid.
    """
    random = Random(f"{seed} later refunds")
    number = 0
    for charge in charges:
        if charge.paid_on >= first_run - timedelta(days=_RECENT_DAYS) and random.random() < SHARE:
            number += 1
            refunded_on = first_run + timedelta(days=random.randint(2, (until - first_run).days))
            yield Refund(f"RL-{number:06d}", charge, _amount(random, charge), refunded_on)


def _amount(random: Random, charge: Charge) -> int:
    """In minor units, 0 < it <= the charge."""
    part = random.choices([100, 50, 25], [65, 25, 10])[0]
    return max(1, charge.amount_minor * part // 100)
