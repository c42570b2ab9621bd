"""pain.002, the report on an order's status: ISO 20022 CustomerPaymentStatusReport, any version.

A bank answers for all of the order, for each payment, or for both; then the payments' answers come
after the order's, which they narrow.
"""

from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from commissions.payouts.files.answers import reasons
from commissions.payouts.files.answers.answer import Answer, Outcome
from commissions.payouts.files.answers.document import amount, day, find_all, words

REPORT = "CstmrPmtStsRpt"

_OUTCOMES = {
    "ACCC": Outcome.PAID,
    "ACSC": Outcome.PAID,
    "CANC": Outcome.REFUSED,
    "RJCT": Outcome.REFUSED,
}
"""All others are on the way: received, checked, accepted, waiting."""

_DIFFER = "PART"
"""Says nothing itself: each payment has its own status."""


def read(report: Element) -> list[Answer]:
    """`where` counts the report's transactions from 1."""
    on = day(report, "GrpHdr/CreDtTm", where="GrpHdr")
    whole = list(_of_orders(report, on))
    return whole + list(_of_payments(report, on))


def _of_orders(report: Element, on: date | None) -> Iterator[Answer]:
    """What each batch's status says, and the file's where no batch has one: for us they are one."""
    batches = [
        (words(batch, "OrgnlPmtInfId"), words(batch, "PmtInfSts"), batch)
        for batch in find_all(report, "OrgnlPmtInfAndSts")
    ]
    told = [batch for batch in batches if batch[1]] or [
        (words(group, "OrgnlMsgId"), words(group, "GrpSts"), group)
        for group in find_all(report, "OrgnlGrpInfAndSts")
    ]
    for ref, status, node in told:
        if status and status != _DIFFER:
            yield _answer(ref, status, node, on=on, where="the whole order")


def _of_payments(report: Element, on: date | None) -> Iterator[Answer]:
    number = 0
    of_file = words(report, "OrgnlGrpInfAndSts/GrpSts")
    for batch in find_all(report, "OrgnlPmtInfAndSts"):
        for transaction in find_all(batch, "TxInfAndSts"):
            number += 1
            ref = words(transaction, "OrgnlEndToEndId", "OrgnlInstrId")
            status = words(transaction, "TxSts") or words(batch, "PmtInfSts") or of_file
            yield _answer(ref, status, transaction, on=on, where=f"transaction {number}")


def _answer(ref: str, status: str, node: Element, *, on: date | None, where: str) -> Answer:
    paths = ("OrgnlTxRef/Amt/InstdAmt", "OrgnlTxRef/IntrBkSttlmAmt")
    amount_minor, currency = amount(node, *paths, where=where)
    code = words(node, "StsRsnInf/Rsn/Cd", "StsRsnInf/Rsn/Prtry")
    told = words(node, "StsRsnInf/AddtlInf")
    outcome = _OUTCOMES.get(status, Outcome.PENDING)
    return Answer(
        ref=ref,
        outcome=outcome,
        amount_minor=amount_minor,
        currency=currency,
        on=on,
        code=code or status,
        words=reasons.of_iso(code, told) if code or told else reasons.of_status(status),
        where=where,
    )
