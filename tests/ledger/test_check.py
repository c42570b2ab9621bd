"""What `verify` says of a ledger's dates; the rest is in tests/nights/test_verify.py."""

from datetime import date

from commissions.ledger import check
from tests import build
from tests.statements.account import post


def test_a_transfer_into_a_month_that_is_over_is_found(db):
    """Nothing else keeps a final statement from changing."""
    bea = build.agent("BEA")
    post(bea, "bonus", 1, on=date(2026, 2, 1))
    post(bea, "bonus", 1, on=date(2026, 1, 31))  # Begun before midnight.
    post(bea, "earned", 1, on=date(2026, 1, 20))  # A night that ran late.
    assert list(check.problems()) == []
    post(bea, "bonus", 1, on=date(2026, 1, 30), key="adjustment:A3")
    assert list(check.problems()) == [
        "ledger: adjustment:A3 is posted on 2026-01-30, after transfers of 2026-02-01"
    ]
