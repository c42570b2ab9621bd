"""Payments as CSV: for paying by hand, and for banks that take nothing else."""

import csv
import io
from collections.abc import Iterator

from commissions.payouts.files import check
from commissions.payouts.files.order import Ach, ByHand, Iban, Order, Payer, Payment
from mlmsite.lib.money import BadMoney, format_minor
from mlmsite.lib.spreadsheets import harmless

HEADER = ("ref", "name", "to", "amount", "currency", "about", "pay_on")


def write(order: Order, payer: Payer) -> bytes:
    """UTF-8, a line for each payment, in any currency. Raises OrderRefused.

    The payer isn't told: whoever pays knows from which account.
    """
    check.refuse(_problems(order))
    output = io.StringIO(newline="")
    # The line end of RFC 4180, as csv quotes a cell's line breaks only where they are of its own.
    writer = csv.writer(output, lineterminator="\r\n")
    writer.writerow(HEADER)
    for payment in order.payments:
        writer.writerow(map(harmless, (*_cells(payment), order.pay_on.isoformat())))
    return output.getvalue().encode()


def _cells(payment: Payment) -> tuple[str, ...]:
    amount = format_minor(payment.amount_minor, payment.currency)
    return (payment.ref, payment.name, _to(payment.to), amount, payment.currency, payment.about)


def _to(account: Iban | Ach | ByHand) -> str:
    match account:
        case Iban(iban, bic):
            return f"{iban} {bic}".rstrip()
        case Ach(routing, number, savings):
            return f"{routing} {number} {'savings' if savings else 'checking'}"
        case ByHand(words):
            return words


def _problems(order: Order) -> Iterator[str]:
    yield from check.nothing(order)
    for payment in order.payments:
        try:
            amount = format_minor(payment.amount_minor, payment.currency)
        except BadMoney as e:
            yield f"{payment.ref}: {e}"
            continue
        if payment.amount_minor <= 0:
            yield f"{payment.ref}: {amount} {payment.currency} can't be paid: take it out"
