"""Banks' codes in plain English: what happened, and what to do where it isn't obvious.

ISO 20022 external status and return reasons, those that credit transfers get; NACHA's return codes
from achkit, with those it leaves out.
"""

import achkit

_LONGEST_TOLD = 200

_ISO = {
    "AB05": "The payment timed out at the payee's bank",
    "AB06": "The payment timed out between the banks",
    "AC01": "The account number is wrong",
    "AC03": "The payee's account number is wrong",
    "AC04": "The account is closed",
    "AC06": "The account is blocked",
    "AC07": "The payee's account is closed",
    "AC13": "The account is of a kind that takes no such payment",
    "AG01": "The account takes no such payment",
    "AG02": "The bank doesn't know this kind of payment",
    "AM01": "The amount is zero",
    "AM02": "The amount is larger than the bank allows",
    "AM03": "The currency is wrong for this kind of payment",
    "AM04": "The company's account has not enough money",
    "AM05": "The bank takes it for a payment sent twice",
    "AM09": "The amount is not the one agreed",
    "AM10": "The sum of the file is wrong",
    "AM18": "The number of payments in the file is wrong",
    "AM23": "The amount is above what the banks settle this way",
    "BE01": "The name doesn't fit the account",
    "BE04": "The payee's address is missing or wrong",
    "BE05": "The bank doesn't know the company as sender",
    "BE06": "The payee isn't known at this bank or account",
    "BE07": "The company's address is missing or wrong",
    "CNOR": "The payee's bank can't be reached this way",
    "CURR": "The currency is wrong",
    "CUST": "The company asked for it to be stopped",
    "DNOR": "The company's bank can't send payments this way",
    "DS02": "Somebody who may has cancelled it at the bank",
    "DT01": "The date is not one on which the bank pays",
    "DT06": "The bank has moved the payment to another day",
    "DUPL": "The bank takes it for a payment sent twice",
    "ED05": "The banks could not settle the payment",
    "ERIN": "The bank doesn't support extended remittance",
    "FF01": "The file isn't as the bank wants it",
    "FOCR": "Sent back as was asked",
    "FR01": "The bank suspects fraud",
    "FRAD": "The bank suspects fraud",
    "MD07": "The payee has died",
    "MS02": "The payee refused it and gives no reason",
    "MS03": "The bank gives no reason",
    "NARR": "The bank gives its reason in words",
    "NOAS": "The payee didn't answer",
    "NOOR": "The payee's bank never got the payment",
    "RC01": "The bank's BIC is wrong",
    "RC03": "The company's bank is named wrongly",
    "RC04": "The payee's bank is named wrongly",
    "RF01": "The reference was used before",
    "RR01": "The law wants the company's account to be named",
    "RR02": "The law wants the company's name and address",
    "RR03": "The law wants the payee's name and address",
    "RR04": "Stopped for a legal reason",
    "TA01": "The payment was stopped on its way",
    "TECH": "A technical problem at a bank",
    "TM01": "The file came after the bank's closing time",
    "UPAY": "The payee says that it isn't owed this",
}

_STATUSES = {
    "ACCC": "The money is in the payee's account",
    "ACCP": "Checked, not yet paid",
    "ACSC": "Paid",
    "ACSP": "Accepted, on its way",
    "ACTC": "The file is as the bank wants it; not yet paid",
    "ACWC": "Accepted with a change, on its way",
    "ACWP": "Accepted, on its way",
    "CANC": "Cancelled",
    "PATC": "Waits for somebody's approval at the bank",
    "PDNG": "Waits at the bank",
    "RCVD": "Received by the bank",
    "RJCT": "Rejected without a reason",
}

_MORE_RETURNS = {
    "R13": "Routing number is of no bank that takes part",
    "R18": "Effective entry date is not allowed",
    "R19": "Amount is not allowed",
    "R21": "Company identification is unknown",
    "R22": "Individual identification number is unknown",
    "R26": "A mandatory field is missing",
    "R27": "Trace number is missing or wrong",
    "R28": "Routing number's check digit is wrong",
    "R34": "The payee's bank may not take this payment",
    "R61": "Sent back to the wrong bank",
    "R80": "International payment is coded wrongly",
}

_CHANGES = {
    "C01": "Correct the account number",
    "C02": "Correct the routing number",
    "C03": "Correct the routing number and the account number",
    "C04": "Correct the name",
    "C05": "Correct the kind of account, checking or savings",
    "C06": "Correct the account number and its kind, checking or savings",
    "C07": "Correct the routing number, the account number and its kind, checking or savings",
    "C09": "Correct the individual identification number",
    "C13": "Correct the addenda's format",
}

_OF_THE_ACCOUNT = {
    *("AC01", "AC03", "AC04", "AC06", "AC07", "BE01", "BE06", "CNOR", "FR01", "FRAD"),
    *("MD07", "MS02", "RC01", "RC04", "UPAY"),
    *("R02", "R03", "R04", "R12", "R13", "R14", "R15", "R16", "R20", "R23", "R28", "R34"),
}
"""Those with which the next payment to the same account would end like this one. All others are
the company's to look into, or a bank's, those that give no reason among them."""


def of_the_account(code: str) -> bool:
    """Is it the payee or its account that is wrong, and not the order, the company or a bank?"""
    return code in _OF_THE_ACCOUNT


def of_iso(code: str, told: str = "") -> str:
    """With what the bank added, which alone explains NARR."""
    return _joined(_ISO.get(code, ""), told) or unexplained(code)


def of_status(status: str) -> str:
    """Where a bank gives a status and no reason."""
    return _STATUSES.get(status) or unexplained(status)


def of_return(code: str) -> str:
    return _MORE_RETURNS.get(code) or achkit.describe_return(code) or unexplained(code)


def of_change(code: str, told: str = "") -> str:
    """What to correct before the next payment; this one was paid."""
    return _joined(_CHANGES.get(code, ""), told) or unexplained(code)


def unexplained(code: str) -> str:
    return f"The bank gives the code {code} without words" if code else ""


def _joined(meaning: str, told: str) -> str:
    return ": ".join(filter(None, (meaning, " ".join(told.split())[:_LONGEST_TOLD])))
