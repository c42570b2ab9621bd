"""What is to be paid, by whom and to whom; no format's own matters."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

_REF = re.compile(r"[A-Z0-9][A-Z0-9-]{0,14}")
_PROBLEMS_TOLD = 5


class OrderRefused(ValueError):
    """Nothing was written. The message says what an administrator has to put right."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        told = "; ".join(self.problems[:_PROBLEMS_TOLD])
        more = len(self.problems) - _PROBLEMS_TOLD
        super().__init__(f"{told}; and {more} more" if more > 0 else told)


@dataclass(frozen=True)
class Iban:
    iban: str
    bic: str = ""


@dataclass(frozen=True)
class Ach:
    routing: str
    account: str
    savings: bool = False


@dataclass(frozen=True)
class ByHand:
    """Paid by a person, who is told how in `words`."""

    words: str


@dataclass(frozen=True)
class Payment:
    """`ref` is ours, unique for ever, and comes back in the bank's answer: at most 15 capitals,
    digits and hyphens, as a NACHA entry has room for no more and knows no small letters."""

    ref: str
    name: str
    amount_minor: int
    currency: str
    to: Iban | Ach | ByHand
    about: str

    def __post_init__(self) -> None:
        assert _REF.fullmatch(self.ref), self.ref


@dataclass(frozen=True)
class Order:
    """Payments that go to the bank in one file, in this order.

    `made_at` knows its time zone; it is the file's creation time, so that no clock is asked.
    """

    ref: str
    pay_on: date
    made_at: datetime
    payments: tuple[Payment, ...]

    def __post_init__(self) -> None:
        assert _REF.fullmatch(self.ref), self.ref
        assert self.made_at.tzinfo, self.made_at
        # The bank would pay both, and its answer could mean either.
        (most,) = Counter(payment.ref for payment in self.payments).most_common(1) or [("", 0)]
        assert most[1] <= 1, most


@dataclass(frozen=True)
class Payer:
    """The company's own account; a format reads what it needs and refuses what is missing.

    `ach_routing` and `ach_bank` are the bank that gets the file, `ach_company_id` the ten
    characters by which it knows the company.
    """

    name: str
    iban: str = ""
    bic: str = ""
    ach_routing: str = ""
    ach_company_id: str = ""
    ach_bank: str = ""
