"""What the bank is told to pay: a batch as an order, and as the bytes of its rail's file."""

import hashlib
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.utils.translation import gettext

from commissions.payouts import methods
from commissions.payouts.files import nacha, pain001, table
from commissions.payouts.files.order import Order, Payer, Payment
from commissions.payouts.models import Batch, Item, Rail
from commissions.payouts.signing import items_in

_WRITERS = {Rail.SEPA: pain001.write, Rail.ACH: nacha.write, Rail.MANUAL: table.write}
_ENDINGS = {Rail.SEPA: "xml", Rail.ACH: "ach", Rail.MANUAL: "csv"}


class FileDiffers(RuntimeError):
    def __init__(self, batch: Batch) -> None:
        super().__init__(
            gettext(
                "The file of %(ref)s would not be the one that was sent: the company's bank "
                "details in the settings have changed since. Put them back to download it again."
            )
            % {"ref": batch.ref}
        )


def file_of(batch: Batch, items: Iterable[Item] | None = None) -> bytes:
    """The same bytes each time; `items` are its own, where they have been read already. Raises
    OrderRefused (files/order.py)."""
    payments = _payments(items_in(batch) if items is None else items)
    order = Order(batch.ref, batch.pay_on, batch.made_at, tuple(payments))
    return _WRITERS[Rail(batch.rail)](order, payer())


def sent_file(batch: Batch) -> bytes:
    """Raises FileDiffers where it would not be the one that was sent."""
    content = file_of(batch)
    if hashlib.sha256(content).hexdigest() != batch.file_sha256:
        raise FileDiffers(batch)
    return content


def file_name(batch: Batch) -> str:
    return f"{batch.ref}-{batch.currency}.{_ENDINGS[Rail(batch.rail)]}"


def payer() -> Payer:
    return Payer(
        name=settings.COMPANY_NAME,
        iban=settings.COMPANY_IBAN,
        bic=settings.COMPANY_BIC,
        ach_routing=settings.COMPANY_ACH_ROUTING,
        ach_company_id=settings.COMPANY_ACH_ID,
        ach_bank=settings.COMPANY_ACH_BANK,
    )


def _payments(items: Iterable[Item]) -> Iterator[Payment]:
    for item in items:
        holder, account = methods.opened(item.method)
        yield Payment(
            ref=item.ref,
            name=holder,
            amount_minor=item.amount_minor,
            currency=item.currency,
            to=account,
            about=f"Commissions {item.ref}",
        )
