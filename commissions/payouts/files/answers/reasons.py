"""Banks' codes in plain English: what happened, and what to do where it isn't obvious.

ISO 20022 external status and return reasons, those that credit transfers get; NACHA's return codes
from achkit, with those it leaves out.
"""

import achkit
from django.utils.translation import gettext_noop as _  # Kept in English, shown in any language.

_LONGEST_TOLD = 200

_ISO = {
    "AB05": _("The payment timed out at the payee's bank"),
    "AB06": _("The payment timed out between the banks"),
    "AC01": _("The account number is wrong"),
    "AC03": _("The payee's account number is wrong"),
    "AC04": _("The account is closed"),
    "AC06": _("The account is blocked"),
    "AC07": _("The payee's account is closed"),
    "AC13": _("The account is of a kind that takes no such payment"),
    "AG01": _("The account takes no such payment"),
    "AG02": _("The bank doesn't know this kind of payment"),
    "AM01": _("The amount is zero"),
    "AM02": _("The amount is larger than the bank allows"),
    "AM03": _("The currency is wrong for this kind of payment"),
    "AM04": _("The company's account has not enough money"),
    "AM05": _("The bank takes it for a payment sent twice"),
    "AM09": _("The amount is not the one agreed"),
    "AM10": _("The sum of the file is wrong"),
    "AM18": _("The number of payments in the file is wrong"),
    "AM23": _("The amount is above what the banks settle this way"),
    "BE01": _("The name doesn't fit the account"),
    "BE04": _("The payee's address is missing or wrong"),
    "BE05": _("The bank doesn't know the company as sender"),
    "BE06": _("The payee isn't known at this bank or account"),
    "BE07": _("The company's address is missing or wrong"),
    "CNOR": _("The payee's bank can't be reached this way"),
    "CURR": _("The currency is wrong"),
    "CUST": _("The company asked for it to be stopped"),
    "DNOR": _("The company's bank can't send payments this way"),
    "DS02": _("Somebody who may has cancelled it at the bank"),
    "DT01": _("The date is not one on which the bank pays"),
    "DT06": _("The bank has moved the payment to another day"),
    "DUPL": _("The bank takes it for a payment sent twice"),
    "ED05": _("The banks could not settle the payment"),
    "ERIN": _("The bank doesn't support extended remittance"),
    "FF01": _("The file isn't as the bank wants it"),
    "FOCR": _("Sent back as was asked"),
    "FR01": _("The bank suspects fraud"),
    "FRAD": _("The bank suspects fraud"),
    "MD07": _("The payee has died"),
    "MS02": _("The payee refused it and gives no reason"),
    "MS03": _("The bank gives no reason"),
    "NARR": _("The bank gives its reason in words"),
    "NOAS": _("The payee didn't answer"),
    "NOOR": _("The payee's bank never got the payment"),
    "RC01": _("The bank's BIC is wrong"),
    "RC03": _("The company's bank is named wrongly"),
    "RC04": _("The payee's bank is named wrongly"),
    "RF01": _("The reference was used before"),
    "RR01": _("The law wants the company's account to be named"),
    "RR02": _("The law wants the company's name and address"),
    "RR03": _("The law wants the payee's name and address"),
    "RR04": _("Stopped for a legal reason"),
    "TA01": _("The payment was stopped on its way"),
    "TECH": _("A technical problem at a bank"),
    "TM01": _("The file came after the bank's closing time"),
    "UPAY": _("The payee says that it isn't owed this"),
}

_STATUSES = {
    "ACCC": _("The money is in the payee's account"),
    "ACCP": _("Checked, not yet paid"),
    "ACSC": _("Paid"),
    "ACSP": _("Accepted, on its way"),
    "ACTC": _("The file is as the bank wants it; not yet paid"),
    "ACWC": _("Accepted with a change, on its way"),
    "ACWP": _("Accepted, on its way"),
    "CANC": _("Cancelled"),
    "PATC": _("Waits for somebody's approval at the bank"),
    "PDNG": _("Waits at the bank"),
    "RCVD": _("Received by the bank"),
    "RJCT": _("Rejected without a reason"),
}

_MORE_RETURNS = {
    "R13": _("Routing number is of no bank that takes part"),
    "R18": _("Effective entry date is not allowed"),
    "R19": _("Amount is not allowed"),
    "R21": _("Company identification is unknown"),
    "R22": _("Individual identification number is unknown"),
    "R26": _("A mandatory field is missing"),
    "R27": _("Trace number is missing or wrong"),
    "R28": _("Routing number's check digit is wrong"),
    "R34": _("The payee's bank may not take this payment"),
    "R61": _("Sent back to the wrong bank"),
    "R80": _("International payment is coded wrongly"),
}

_CHANGES = {
    "C01": _("Correct the account number"),
    "C02": _("Correct the routing number"),
    "C03": _("Correct the routing number and the account number"),
    "C04": _("Correct the name"),
    "C05": _("Correct the kind of account, checking or savings"),
    "C06": _("Correct the account number and its kind, checking or savings"),
    "C07": _("Correct the routing number, the account number and its kind, checking or savings"),
    "C09": _("Correct the individual identification number"),
    "C13": _("Correct the addenda's format"),
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
