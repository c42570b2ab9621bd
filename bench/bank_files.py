"""Writing the files for the bank, and reading its answers, beside the bare minimum.

    python bench/bank_files.py --payments 10000

The bare minimum of writing is to format as many lines of the same bytes; of checking and of
reading, to parse the XML into a tree and do nothing with it. Each is the median of `--times`.
"""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path
from xml.etree import ElementTree as ET

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import xmlschema

from bench.timing import each, number, show
from commissions.payouts.files import nacha, pain001
from commissions.payouts.files.answers.read import read
from commissions.payouts.files.order import Ach, Iban, Order, Payer, Payment

IN_SEPA = Iban("DE89370400440532013000", "COBADEFFXXX")
IN_THE_US = Ach("011401533", "123456789")
COMPANY = Payer(
    name="ACME Inc",
    iban="DE02120300000000202051",
    bic="BYLADEM1001",
    ach_routing="021000021",
    ach_company_id="1123456789",
    ach_bank="JPMorgan Chase",
)


def order(payments: int, to: Iban | Ach, currency: str) -> Order:
    return Order(
        "B00000012",
        date(2026, 12, 1),
        datetime(2026, 11, 23, 9, 5, tzinfo=UTC),
        tuple(
            Payment(f"P{n:011d}", f"Zoë Öst {n}", 4990 + n, currency, to, "Commission 2026-10")
            for n in range(payments)
        ),
    )


def status_report(payments: int) -> bytes:
    """A pain.002 that rejects all of them, one by one."""
    transactions = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>P{n:011d}</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf>"
        f"<Rsn><Cd>AC04</Cd></Rsn></StsRsnInf><OrgnlTxRef><Amt><InstdAmt Ccy='EUR'>49.90"
        f"</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>"
        for n in range(payments)
    )
    return (
        "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.002.001.10'><CstmrPmtStsRpt>"
        f"<OrgnlPmtInfAndSts>{transactions}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
    ).encode()


def formatted(content: bytes, payments: int) -> bytes:
    """As many bytes, a line for each payment with its ref, and nothing thought about."""
    rest = "x" * (len(content) // payments - 12)
    return "".join(f"P{n:011d}{rest}" for n in range(payments)).encode()


def seconds(act: Callable[[], object], times: int) -> float:
    return float(np.median(each(lambda _: act(), range(times), at_most_s=60))) / 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--payments", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    rows, written = [], 0.0
    for name, write, to, currency in (
        ("pain.001, checked against its schema", pain001.write, IN_SEPA, "EUR"),
        ("NACHA, checked", nacha.write, IN_THE_US, "USD"),
    ):
        paid = order(options.payments, to, currency)
        content = write(paid, COMPANY)
        spent = seconds(lambda w=write, p=paid: w(p, COMPANY), options.times)
        bare = seconds(lambda c=content: formatted(c, options.payments), options.times)
        written += spent
        rows.append(row(name, content, spent, bare))
    rows += parsing(options.payments, options.times)
    print(f"\n{options.payments:,} payments, medians of {options.times}\n")
    show(["", "MB", "s", "bare minimum, s", "ratio"], rows)
    print(f"\nBoth files together: {number(written)} s")


def parsing(payments: int, times: int) -> list[list[str]]:
    file = pain001.write(order(payments, IN_SEPA, "EUR"), COMPANY)
    folder = resources.files("sepaxml") / "schemas"
    schema = xmlschema.XMLSchema((folder / "pain.001.001.09.xsd").read_text())
    rows = []
    for name, act, content in (
        ("of which the check, by lxml", pain001.assert_valid, file),
        ("the same check, by xmlschema", lambda file: schema.validate(file.decode()), file),
        ("pain.002, read", read, status_report(payments)),
    ):
        spent = seconds(lambda a=act, c=content: a(c), times)
        bare = seconds(lambda c=content: ET.fromstring(c), times)
        rows.append(row(name, content, spent, bare))
    return rows


def row(name: str, content: bytes, spent: float, bare: float) -> list[str]:
    sizes = (len(content) / 1e6, spent, bare, spent / bare)
    return [name, *map(number, sizes)]


if __name__ == "__main__":
    main()
