"""camt.054, what was booked: ISO 20022 BankToCustomerDebitCreditNotification, any version.

What left the account is paid; what came back, with the bank's reason, is refused. Other bookings
are not ours and passed over: money that comes in, and fees, which carry no reference.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from commissions.payouts.files.answers import reasons
from commissions.payouts.files.answers.answer import Answer, Outcome
from commissions.payouts.files.answers.document import amount, day, find, find_all, words

REPORT = "BkToCstmrDbtCdtNtfctn"

# A payment's own; or the order's, where one sum is booked for all of it, as our file asks for.
_REFS = ("Refs/EndToEndId", "NtryDtls/Btch/PmtInfId", "NtryDtls/Btch/MsgId")
_NO_REF = "NOTPROVIDED"
_AMOUNTS = ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt")
_DAYS = ("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")

_SUBFAMILY = "BkTxCd/Domn/Fmly/SubFmlyCd"
_RETURN = "RRTN"
"""Of ISO 20022's external bank transaction codes: for banks that leave RtrInf out."""


def read(report: Element) -> list[Answer]:
    """`where` counts the report's transactions from 1; an entry without any counts as one."""
    transactions = enumerate(_transactions(report), start=1)
    answers = (_answer(*found, where=f"transaction {number}") for number, found in transactions)
    return [answer for answer in answers if answer]


def _transactions(report: Element) -> Iterator[tuple[Element, Element, bool]]:
    """An entry, a transaction of it or the entry again, and whether that is all of the entry."""
    for entry in find_all(report, "Ntfctn/Ntry"):
        transactions = find_all(entry, "NtryDtls/TxDtls") or [entry]
        for transaction in transactions:
            yield entry, transaction, len(transactions) == 1


def _answer(entry: Element, transaction: Element, alone: bool, *, where: str) -> Answer | None:
    ref = words(transaction, *_REFS)
    ref = "" if ref == _NO_REF else ref
    debit = (words(transaction, "CdtDbtInd") or words(entry, "CdtDbtInd")) == "DBIT"
    returned = _is_return(entry, transaction, debit=debit)
    if not returned and not (debit and ref):
        return None
    amount_minor, currency = amount(transaction, *_AMOUNTS, where=where)
    if amount_minor is None and alone:
        amount_minor, currency = amount(entry, "Amt", where=where)
    booked = words(entry, "Sts/Cd", "Sts") in ("BOOK", "")
    code = words(transaction, "RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry")
    return Answer(
        ref=ref,
        outcome=_outcome(booked=booked, returned=returned),
        amount_minor=amount_minor,
        currency=currency,
        on=day(entry, *_DAYS, where=where),
        code=code,
        words=_words(transaction, code, booked=booked, returned=returned),
        where=where,
    )


def _is_return(entry: Element, transaction: Element, *, debit: bool) -> bool:
    if find(transaction, "RtrInf") is not None:
        return True
    subfamily = words(transaction, _SUBFAMILY) or words(entry, _SUBFAMILY)
    reversal = words(entry, "RvslInd") in ("true", "1")
    return not debit and (reversal or subfamily == _RETURN)


def _outcome(*, booked: bool, returned: bool) -> Outcome:
    if not booked:
        return Outcome.PENDING
    return Outcome.REFUSED if returned else Outcome.PAID


def _words(transaction: Element, code: str, *, booked: bool, returned: bool) -> str:
    if not returned:
        return "Paid" if booked else "Waits at the bank"
    return reasons.of_iso(code, words(transaction, "RtrInf/AddtlInf")) or "Sent back"
