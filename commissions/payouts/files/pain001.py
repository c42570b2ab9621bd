"""A SEPA credit transfer for the bank: ISO 20022 pain.001.001.09, in one batch.

The sum leaves the company's account in one booking. What a bank takes beyond the schema is in the
EPC's guidelines, EPC132-08: characters, lengths, at most 999,999,999.99 EUR a payment.
"""

from collections.abc import Iterator
from importlib import resources

from lxml import etree
from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException
from sepaxml import SepaTransfer

from commissions.payouts.files import check
from commissions.payouts.files.characters import sepa
from commissions.payouts.files.order import Iban, Order, Payer, Payment

_SCHEMA = "pain.001.001.09"
_NAME_LONGEST, _ABOUT_LONGEST = 70, 140
_FORMAT = check.Format(
    name="SEPA",
    currency="EUR",
    to=Iban,
    most_minor=999_999_999_99,
    most_in_all_minor=10**18 - 1,
    most_payments=10**6,
)


def write(order: Order, payer: Payer) -> bytes:
    """UTF-8, valid against the schema. Raises OrderRefused."""
    check.refuse(_problems(order, payer))
    transfer = _Transfer(order, payer)
    for payment in order.payments:
        transfer.add_payment(_told(payment, order))
    content = transfer.export(validate=False)
    assert_valid(content)
    return content


class _Transfer(SepaTransfer):
    """sepaxml's, but identified by the order where it would use the clock and chance."""

    def __init__(self, order: Order, payer: Payer) -> None:
        self._order = order
        config = {
            "name": sepa(payer.name, longest=_NAME_LONGEST),
            "IBAN": IBAN(payer.iban),
            "currency": _FORMAT.currency,
            "batch": True,
        }
        if payer.bic:
            config["BIC"] = BIC(payer.bic)
        super().__init__(config, schema=_SCHEMA, clean=False)

    def _create_header(self) -> None:
        self.msg_id = self._order.ref
        super()._create_header()
        created = self._xml.find("CstmrCdtTrfInitn/GrpHdr/CreDtTm")
        created.text = self._order.made_at.isoformat(timespec="seconds")

    def _finalize_batch(self) -> None:
        super()._finalize_batch()
        batch = self._xml.find("CstmrCdtTrfInitn/PmtInf")
        batch.find("PmtInfId").text = self._order.ref
        bank = batch.find("DbtrAgt/FinInstnId")
        if not len(bank):
            # sepaxml leaves it empty, which the schema allows and EPC132-08 doesn't.
            other = bank.makeelement("Othr", {})
            other.append(bank.makeelement("Id", {}))
            other[0].text = "NOTPROVIDED"
            bank.append(other)


def _told(payment: Payment, order: Order) -> dict[str, object]:
    """As sepaxml wants a payment."""
    assert isinstance(payment.to, Iban)
    told = {
        "name": sepa(payment.name, longest=_NAME_LONGEST),
        "IBAN": IBAN(payment.to.iban),
        "amount": payment.amount_minor,
        "execution_date": order.pay_on,
        "description": sepa(payment.about, longest=_ABOUT_LONGEST) or payment.ref,
        "endtoend_id": payment.ref,
    }
    return told | ({"BIC": BIC(payment.to.bic)} if payment.to.bic else {})


def assert_valid(content: bytes) -> None:
    """An invalid file is a bug of ours, and crashes before a bank gets it.

    By lxml, as xmlschema, which sepaxml would use, takes forty times as long, seconds for 10,000
    payments (`bench/bank_files.py`).
    """
    schema = resources.files("sepaxml") / "schemas" / f"{_SCHEMA}.xsd"
    with resources.as_file(schema) as path:
        etree.XMLSchema(file=str(path)).assertValid(etree.fromstring(content))


def _problems(order: Order, payer: Payer) -> Iterator[str]:
    if not sepa(payer.name, longest=_NAME_LONGEST):
        yield "The company's name is missing: enter it with the company's bank details"
    for problem in _account_problems(payer.iban, payer.bic):
        yield f"The company's {problem}: correct it in the company's bank details"
    yield from check.problems(order, _FORMAT)
    for payment in order.payments:
        if not sepa(payment.name, longest=_NAME_LONGEST):
            yield f"{payment.ref}: the name has no letters: enter the account holder's name"
        if isinstance(payment.to, Iban):
            for problem in _account_problems(payment.to.iban, payment.to.bic):
                yield f"{payment.ref}: the {problem}: ask for it again"


def _account_problems(iban: str, bic: str) -> Iterator[str]:
    # The number itself stays out of messages, which are kept where it wouldn't be protected.
    try:
        if not iban:
            yield "IBAN is missing"
        elif not IBAN(_ascii(iban)).in_sepa_zone:
            yield "IBAN is of a country outside SEPA"
    except SchwiftyException:
        yield "IBAN is mistyped"
    try:
        if bic:
            BIC(_ascii(bic))
    except SchwiftyException:
        yield "BIC is mistyped"


def _ascii(text: str) -> str:
    """Other scripts' digits are mistakes: schwifty takes them for digits, the schema doesn't."""
    return text if text.isascii() else ""
