"""One thing that a bank says about one payment, or about a whole order."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Unreadable(ValueError):
    """Nothing was read. The message says what was expected and, where known, in which line."""


class Outcome(StrEnum):
    """`REFUSED` is rejected before or sent back after paying: the item's state says which."""

    PAID = "paid"
    REFUSED = "refused"
    PENDING = "pending"


@dataclass(frozen=True)
class Answer:
    """`ref` is the payment's, or the order's where the bank answers for all of it at once; empty
    where the bank names none.

    `amount_minor` and `currency` are as the bank gives them, None and "" where it doesn't; a sent
    back amount may be less its charges. `code` is the bank's, `words` its meaning in English,
    `where` its place in the file: "line 7", "transaction 3". `whole`: the bank answered for the
    order, of which this is one payment.
    """

    ref: str
    outcome: Outcome
    amount_minor: int | None
    currency: str
    on: date | None
    code: str
    words: str
    where: str
    whole: bool = False
