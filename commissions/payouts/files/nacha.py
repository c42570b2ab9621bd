"""US credits for the bank: a NACHA file of PPD entries, one batch, records of 94 characters.

Layout: NACHA Operating Rules, Appendix Three. The company's account is debited by the bank by
agreement: no balancing entry is written.
"""

import re
from collections.abc import Iterator

import achkit

from commissions.payouts.files import check
from commissions.payouts.files.characters import printable_ascii
from commissions.payouts.files.order import Ach, Order, Payer, Payment

_ABOUT = "COMMISSION"
_MODIFIERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_FORMAT = check.Format(
    name="NACHA",
    currency="USD",
    to=Ach,
    most_minor=10**10 - 1,
    most_in_all_minor=10**12 - 1,
    most_payments=10**6 - 1,
)


def write(order: Order, payer: Payer) -> bytes:
    """ASCII, one record a line. Raises OrderRefused."""
    check.refuse(_problems(order, payer))
    file = achkit.AchFile.create(
        origin_dfi=payer.ach_routing,
        company_id=payer.ach_company_id,
        destination_name=printable_ascii(payer.ach_bank),
        origin_name=printable_ascii(payer.name),
        file_id_modifier=_modifier(order),
        creation_date=order.made_at,
    )
    batch = file.batch(
        sec="PPD",
        description=_ABOUT,
        effective_date=order.pay_on.isoformat(),
        discretionary_data=order.ref,
        # Given here too, as for the file achkit keeps only its digits.
        company_id=payer.ach_company_id,
    )
    for payment in order.payments:
        assert isinstance(payment.to, Ach)
        batch.credit(
            # achkit puts a blank for each letter outside ASCII, so none may reach it.
            name=printable_ascii(payment.name),
            routing=payment.to.routing,
            account=payment.to.account,
            amount_cents=payment.amount_minor,
            account_type="savings" if payment.to.savings else "checking",
            id_number=payment.ref,
        )
    text = file.render()
    checked = achkit.validate(text)
    assert checked["ok"], checked["errors"]
    return text.encode("ascii")


def _modifier(order: Order) -> str:
    """Banks drop a second file of the same day with the same modifier as a duplicate: orders that
    follow each other get different ones."""
    return _MODIFIERS[int(re.sub(r"\D", "", order.ref) or "0") % len(_MODIFIERS)]


def _problems(order: Order, payer: Payer) -> Iterator[str]:
    for problem in _payer_problems(payer):
        yield f"The company's {problem}: correct it in the company's bank details"
    yield from check.problems(order, _FORMAT)
    for payment in order.payments:
        for problem in _payment_problems(payment):
            yield f"{payment.ref}: the {problem}: ask for it again"


def _payer_problems(payer: Payer) -> Iterator[str]:
    if not printable_ascii(payer.name):
        yield "name is missing"
    if not _is_routing(payer.ach_routing):
        yield "routing number is missing or mistyped (9 digits)"
    if not re.fullmatch(r"[0-9A-Z]{10}", payer.ach_company_id):
        yield "ACH company ID is missing or mistyped (10 digits or capitals, often 1 and the EIN)"
    if not printable_ascii(payer.ach_bank):
        yield "bank's name is missing"


def _payment_problems(payment: Payment) -> Iterator[str]:
    if not printable_ascii(payment.name):
        yield "name has no letters"
    if isinstance(payment.to, Ach):
        if not _is_routing(payment.to.routing):
            yield "routing number is mistyped"
        # achkit would cut a longer one, and somebody else might be paid.
        if not re.fullmatch(r"[0-9A-Z-]{1,17}", payment.to.account):
            yield "account number is mistyped (at most 17 digits, capitals and hyphens)"


def _is_routing(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{9}", text)) and achkit.is_valid_routing(text)
