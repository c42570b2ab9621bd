"""Whatever is posted, in whatever order: each month carries the last one's balance on, and all of
them together are the ledger."""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commissions.ledger.balances import balances
from commissions.ledger.models import Transfer
from commissions.ledger.post import reverse
from commissions.statements.index import months_of
from commissions.statements.month import statement
from tests import build
from tests.statements.account import post

TODAY = date(2026, 6, 10)
KINDS = ["earned", "clawback", "payout", "fee", "bonus"]

days = st.integers(0, 200).map(lambda n: TODAY - timedelta(days=n))
amounts = st.integers(1, 10**6) | st.just(10**12)
postings = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        amounts,
        days,
        st.sampled_from(["USD", "JPY"]),
        st.none() | st.integers(0, 60),  # Reversed so many days later.
    ),
    max_size=12,
)


@pytest.mark.django_db
@given(postings)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_statements_are_the_ledger(db, drawn):
    with transaction.atomic():
        ann = build.agent("ANN")
        fill(ann, drawn)
        compare(ann)
        transaction.set_rollback(True)


def fill(agent, drawn) -> None:
    for kind, amount_minor, day, currency, later in drawn:
        posted = post(agent, kind, amount_minor, on=day, currency=currency)
        if later is not None:
            reverse([posted.key], on=min(day + timedelta(days=later), TODAY))


def compare(agent) -> None:
    listed, by_currency = months_of(agent, today=TODAY), defaultdict(list)
    for month in reversed(listed):
        shown = statement(agent, month=month.month, currency=month.currency, today=TODAY)
        assert (shown.number, shown.opening_minor, shown.closing_minor) == (
            *(month.number, month.opening_minor, month.closing_minor),
        )
        assert shown.opening_minor + sum(shown.sums.values()) == shown.closing_minor
        balance = shown.opening_minor
        for entry in shown.entries:
            balance += entry.amount_minor
            assert entry.balance_minor == balance
        by_currency[month.currency].append(shown)
    for shown in by_currency.values():
        carried = [s.closing_minor for s in shown]
        moved = [s.opening_minor for s in shown if s.opening_minor]
        # Between two statements with a gap there was nothing.
        assert moved == [c for c in [0, *carried][:-1] if c]
    posted = sorted(e.key for of in by_currency.values() for s in of for e in s.entries)
    assert posted == sorted(Transfer.objects.values_list("key", flat=True))
    closing = {c: s[-1].closing_minor for c, s in by_currency.items() if s[-1].closing_minor}
    owed = {b.currency: b.balance_minor for b in balances(agent, on=TODAY) if b.balance_minor}
    assert closing == owed
