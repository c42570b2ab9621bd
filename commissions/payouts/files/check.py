"""What keeps an order out of a bank's file: generators of problems, worded for an administrator."""

from collections.abc import Iterator
from dataclasses import dataclass

from commissions.payouts.files.order import Ach, ByHand, Iban, Order, OrderRefused, Payment
from mlmsite.lib.money import format_minor

_KINDS = {Iban: "an IBAN", Ach: "a US account", ByHand: "paying by hand"}


@dataclass(frozen=True)
class Format:
    """What a file can carry; the amounts in minor units, inclusive."""

    name: str
    currency: str
    to: type
    most_minor: int
    most_in_all_minor: int
    most_payments: int


def refuse(problems: Iterator[str]) -> None:
    """Raises OrderRefused where there are any."""
    if found := list(problems):
        raise OrderRefused(found)


def nothing(order: Order) -> Iterator[str]:
    if not order.payments:
        yield f"{order.ref} has no payments: there is nothing to write"


def problems(order: Order, fmt: Format) -> Iterator[str]:
    yield from nothing(order)
    if len(order.payments) > fmt.most_payments:
        yield (
            f"{order.ref} has {len(order.payments):,} payments, more than the "
            f"{fmt.most_payments:,} of a {fmt.name} file: split it"
        )
    if sum(payment.amount_minor for payment in order.payments) > fmt.most_in_all_minor:
        most = format_minor(fmt.most_in_all_minor, fmt.currency)
        yield f"{order.ref} is above {most} {fmt.currency}, the most in a {fmt.name} file: split it"
    for payment in order.payments:
        for problem in _payment_problems(payment, fmt):
            yield f"{payment.ref}: {problem}"


def _payment_problems(payment: Payment, fmt: Format) -> Iterator[str]:
    if not isinstance(payment.to, fmt.to):
        yield (
            f"goes to {_KINDS[type(payment.to)]}, and a {fmt.name} file pays to "
            f"{_KINDS[fmt.to]}: take it out of this batch"
        )
    if payment.currency != fmt.currency:
        yield (
            f"is in {payment.currency}, and a {fmt.name} file pays in {fmt.currency}: "
            "take it out of this batch"
        )
    elif payment.amount_minor <= 0:
        yield f"{_amount(payment)} can't be paid: take it out of this batch"
    elif payment.amount_minor > fmt.most_minor:
        most = format_minor(fmt.most_minor, fmt.currency)
        yield f"{_amount(payment)} is more than a {fmt.name} file can pay at once, {most}"


def _amount(payment: Payment) -> str:
    return f"{format_minor(payment.amount_minor, payment.currency)} {payment.currency}"
