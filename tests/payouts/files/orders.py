"""Orders to pay, for tests: ACME pays Zoë and those after her."""

from datetime import UTC, date, datetime

from commissions.payouts.files.order import Ach, ByHand, Iban, Order, Payer, Payment

ACME = Payer(
    name="ACME Inc",
    iban="DE02120300000000202051",
    bic="BYLADEM1001",
    ach_routing="021000021",
    ach_company_id="1123456789",
    ach_bank="JPMorgan Chase",
)
IN_SEPA = Iban("DE89370400440532013000", "COBADEFFXXX")
IN_THE_US = Ach("011401533", "123456789")
SAVINGS = Ach("091000019", "98-76543", savings=True)
CHEQUE = ByHand("by cheque, to the office")

SEPA_MOST = 999_999_999_99
NACHA_MOST = 99_999_999_99


def order(*payments: Payment, ref: str = "B00000012") -> Order:
    return Order(ref, date(2026, 12, 1), datetime(2026, 11, 23, 9, 5, tzinfo=UTC), payments)


def payment(
    number: int = 42,
    *,
    to: Iban | Ach | ByHand,
    currency: str,
    name: str = "Zoë Öst",
    amount_minor: int = 4990,
    about: str = "Commission 2026-10",
) -> Payment:
    return Payment(f"P{number:011d}", name, amount_minor, currency, to, about)


def euros(number: int = 42, **told) -> Payment:
    return payment(number, **({"to": IN_SEPA, "currency": "EUR"} | told))


def dollars(number: int = 42, **told) -> Payment:
    return payment(number, **({"to": IN_THE_US, "currency": "USD"} | told))


def two_credits() -> Order:
    ann = dollars(43, name="Ann Archer", to=SAVINGS, amount_minor=123456)
    return order(dollars(42), ann)
