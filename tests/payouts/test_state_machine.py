"""Whatever happens in whatever order, after each step the books are those of plain sums (model.py).

A rule takes its step in both. What one refuses the other has to refuse, and then nothing changes.
"""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from agents import statuses
from agents.models import Agent
from commissions.adjustments import adjust as adjusting
from commissions.adjustments.adjust import AdjustmentRefused
from commissions.adjustments.models import Adjustment
from commissions.ledger.models import Transfer
from commissions.payouts import approving, holds, methods, outcomes, removing, sending, submitting
from commissions.payouts.answers import read_in
from commissions.payouts.batches import PayoutRefused
from commissions.payouts.drafts import make_drafts
from commissions.payouts.due import due as all_due
from commissions.payouts.files.order import ByHand
from commissions.payouts.models import Batch, Hold, Item
from tests import build
from tests.payouts import model, people
from tests.payouts.people import TODAY, user

CODES = ("ANN", "BEA", "CY")
CURRENCIES = ("EUR", "JPY")
OFFICE = ("max", "zoe", "amy", "tom")

LIMITS = {
    "minimum": {"EUR": 20_00},
    "second_above": {"EUR": 400_00},
    "alone_up_to": {"EUR": 50_00, "JPY": 100_00},
}
HOLD_DAYS, METHOD_DAYS = 3, 2

codes, office = st.sampled_from(CODES), st.sampled_from(OFFICE)
accounts = st.tuples(codes, st.sampled_from(CURRENCIES))
amounts = st.one_of(st.integers(1, 300_00), st.sampled_from([1, 19_99, 20_00, 50_00, 50_01]))
which = st.integers(0, 11)
some = st.sets(codes)
rails = st.sampled_from(["sepa", "manual"])
adjustments = st.sampled_from([("bonus", 1), ("fee", -1), ("correction", 1), ("correction", -1)])


class Payouts(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        build.plan(hold_days=HOLD_DAYS)
        self.agents = {code: build.agent(code) for code in CODES}
        self.plain = model.Company(TODAY, HOLD_DAYS, METHOD_DAYS, **LIMITS)
        self.real: list[int] = []
        for code in CODES:
            self.method_set(code, "sepa", "self")
            for currency in CURRENCIES:
                self.earned((code, currency), 150_00)
        self.method_set("BEA", "manual", "self")
        self.nights_pass(HOLD_DAYS)

    @initialize(times=st.lists(st.integers(0, 4), min_size=2, max_size=2))
    def first_batches(self, times):
        self.drafted("max", 5)
        for number, further in enumerate(times):
            if further:
                self.taken_further(number, further)

    def teardown(self) -> None:
        for batch in self.plain.batches:
            event(f"a batch ended {batch.state}")
            for item in batch.items.values():
                event(f"a payout ended {item.state}")
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @property
    def now(self) -> dict:
        at = datetime.combine(self.plain.today, time(12), UTC)
        return {"at": at, "today": self.plain.today}

    def both(self, real: Callable[[], object], plain: Callable[[], object]) -> None:
        """What one refuses the other refuses; what the plain one answers the other answers."""
        try:
            expected = plain()
        except model.Refused:
            with pytest.raises((PayoutRefused, AdjustmentRefused)):
                real()
        else:
            answer = real()
            assert expected is None or answer == expected

    def batch(self, number: int) -> tuple[Batch, model.Batch]:
        number %= len(self.real)
        return Batch.objects.get(pk=self.real[number]), self.plain.batches[number]

    def item(self, number: int, code: str) -> tuple[Item, model.Batch, str]:
        batch, plain = self.batch(number)
        code = sorted(plain.items)[CODES.index(code) % len(plain.items)]
        return batch.items.get(agent__code=code), plain, code

    def adjustment(self, number: int) -> tuple[Adjustment, model.Adjustment]:
        number %= len(self.plain.adjustments)
        return Adjustment.objects.order_by("pk")[number], self.plain.adjustments[number]

    # What nights bring

    @rule(account=accounts, amount=amounts)
    def earned(self, account, amount):
        code, currency = account
        people.earned(self.agents[code], amount, currency=currency, on=self.plain.today)
        self.plain.earn(account, amount)

    @rule(account=accounts, amount=amounts)
    def clawed_back(self, account, amount):
        code, currency = account
        people.clawed_back(self.agents[code], amount, currency=currency)
        self.plain.add(account, -amount)

    @rule(days=st.integers(1, 4))
    def nights_pass(self, days):
        self.plain.today += timedelta(days=days)

    # Agents

    @rule(code=codes, rail=rails, by=st.sampled_from(["self", "amy"]))
    def method_set(self, code, rail, by):
        account = ByHand("in cash") if rail == "manual" else methods.iban(people.IBAN)
        agent = self.agents[code]
        methods.set_method(agent, account, holder=agent.name, by=user(by), **self.now)
        self.plain.set_method(code, rail, by)

    @rule(code=codes, rail=rails)
    def method_removed(self, code, rail):
        if self.plain.remove_method(code, rail):
            found = methods.in_use(self.agents[code]).get(rail=rail)
            methods.remove(found, at=self.now["at"])

    @rule(code=codes)
    def held_or_lifted(self, code):
        placed = Hold.objects.filter(agent=self.agents[code], lifted_at=None).first()
        if placed:
            holds.lift(placed, by=user("amy"), at=self.now["at"])
        else:
            holds.place(self.agents[code], reason="?", by=user("amy"), at=self.now["at"])
        self.plain.held ^= {code}

    @rule(code=codes)
    def suspended_or_not(self, code):
        self.plain.suspended ^= {code}
        status = Agent.Status.SUSPENDED if code in self.plain.suspended else Agent.Status.ACTIVE
        statuses.change(self.agents[code], to=status, by=None, reason="", at=self.now["at"])

    # Batches

    @rule(by=office, days=st.integers(0, 5))
    def drafted(self, by, days):
        today, pay_on = self.plain.today, self.plain.today + timedelta(days=days)
        found = make_drafts(on=today, pay_on=pay_on, by=user(by), at=self.now["at"])
        self.real += [batch.pk for batch in found]
        self.plain.draft(by, pay_on)
        assert len(self.real) == len(self.plain.batches)

    @precondition(lambda self: self.real)
    @rule(number=which, by=office)
    def submitted(self, number, by):
        batch, plain = self.batch(number)
        self.both(
            lambda: {item.agent.code for item in submitting.submit(batch, by=user(by), **self.now)},
            lambda: self.plain.submit(plain, by),
        )

    @precondition(lambda self: self.real)
    @rule(number=which, by=office)
    def approved(self, number, by):
        batch, plain = self.batch(number)
        self.both(
            lambda: approving.approve(batch, by=user(by), at=self.now["at"]),
            lambda: self.plain.approve(plain, by),
        )

    @precondition(lambda self: self.real)
    @rule(number=which, code=codes)
    def taken_out(self, number, code):
        item, plain, code = self.item(number, code)
        self.both(
            lambda: removing.remove(item, because="?", by=user("amy"), **self.now),
            lambda: self.plain.remove(plain, code),
        )

    @precondition(lambda self: self.real)
    @rule(number=which)
    def rejected(self, number):
        batch, plain = self.batch(number)
        self.both(
            lambda: removing.reject(batch, because="?", by=user("amy"), **self.now),
            lambda: self.plain.reject(plain),
        )

    @precondition(lambda self: self.real)
    @rule(number=which)
    def sent(self, number):
        batch, plain = self.batch(number)
        self.both(
            lambda: sending.send(batch, by=user("max"), **self.now),
            lambda: self.plain.send(plain),
        )

    @precondition(lambda self: self.real)
    @rule(number=which, times=st.integers(1, 3))
    def taken_further(self, number, times):
        """By the right people, whoever they are: so that much gets to its end."""
        for _ in range(times):
            self.taken_a_step_further(number)

    def taken_a_step_further(self, number):
        _, plain = self.batch(number)
        if plain.state == "draft":
            self.submitted(number, plain.made_by)
        elif plain.state == "submitted":
            for by in OFFICE:
                self.approved(number, by)
        elif plain.state == "approved":
            self.sent(number)
        else:
            self.paid(number, set(CODES))

    @precondition(lambda self: self.real)
    @rule(number=which, some=some)
    def paid(self, number, some):
        batch, plain = self.batch(number)
        some &= plain.items.keys()
        items = dict(batch.items.values_list("pk", "agent__code"))
        ids = {pk for pk, code in items.items() if code in some}
        told = {"on": self.plain.today, **self.now, "only": ids}
        self.both(
            lambda: {items[pk] for pk in outcomes.paid(batch, **told)},
            lambda: self.plain.pay(plain, some),
        )

    @precondition(lambda self: self.real)
    @rule(number=which, code=codes, of_account=st.booleans())
    def refused(self, number, code, of_account):
        item, plain, code = self.item(number, code)
        said = "AC04" if of_account else "AM04"
        self.both(
            lambda: outcomes.refused(item, code=said, words="?", **self.now),
            lambda: self.plain.refuse(plain, code, of_account=of_account),
        )

    @precondition(lambda self: self.real)
    @rule(number=which, arrived=some, back=some)
    def answered(self, number, arrived, back):
        """By a file, which may say both."""
        batch, plain = self.batch(number)
        refs = {item.agent.code: item.ref for item in batch.items.select_related("agent")}
        told = [(c, "paid") for c in sorted(arrived & refs.keys())]
        told += [(c, "refused") for c in sorted(back & refs.keys())]
        rows = "".join(f"{refs[code]},{outcome}\n" for code, outcome in told)
        file = f"ref,outcome\n{rows}".encode()
        read = read_in(file, name="bank.csv", by=user("max"), **self.now)
        new = [entry["changed"] for entry in read.report]
        if plain.state not in ("sent", "settled"):
            assert not any(new)
            return
        arrived = self.plain.pay(plain, arrived & refs.keys())
        expected = [
            code in arrived
            if outcome == "paid"
            else self.plain.refuse(plain, code, of_account=False)
            for code, outcome in told
        ]
        assert new == expected

    # Adjustments

    @rule(
        account=accounts,
        amount=amounts,
        kind=st.sampled_from(["bonus", "fee", "-", "+"]),
        by=office,
    )
    def adjusted(self, account, amount, kind, by):
        code, currency = account
        amount = -amount if kind in ("fee", "-") else amount
        kind = kind if kind in ("bonus", "fee") else "correction"
        told = {"kind": kind, "amount_minor": amount, "currency": currency, "reason": "?"}
        adjusting.adjust(self.agents[code], **told, by=user(by), **self.now)
        self.plain.adjust(account, amount, by)

    @precondition(lambda self: self.plain.adjustments)
    @rule(number=which, by=office)
    def adjustment_approved(self, number, by):
        made, plain = self.adjustment(number)
        self.both(
            lambda: adjusting.approve(made, by=user(by), **self.now),
            lambda: self.plain.approve_adjustment(plain, by),
        )

    @precondition(lambda self: self.plain.adjustments)
    @rule(number=which, by=office)
    def adjustment_rejected(self, number, by):
        made, plain = self.adjustment(number)
        self.both(
            lambda: adjusting.reject(made, by=user(by), at=self.now["at"]),
            lambda: self.plain.reject_adjustment(plain),
        )

    @precondition(lambda self: self.plain.adjustments)
    @rule(number=which, by=office)
    def adjustment_undone(self, number, by):
        made, plain = self.adjustment(number)
        self.both(
            lambda: adjusting.undo(made, because="?", by=user(by), **self.now) and None,
            lambda: self.plain.undo(plain, by),
        )

    @precondition(lambda self: self.plain.adjustments)
    @rule(number=which, by=office, approved=st.booleans())
    def adjustment_s_undoing_decided(self, number, by, approved):
        made, plain = self.adjustment(number)
        self.both(
            lambda: (
                adjusting.approve_undo(made, by=user(by), **self.now)
                if approved
                else adjusting.reject_undo(made, by=user(by))
            ),
            lambda: self.plain.decide_undo(plain, by, approved=approved),
        )

    # After each

    @invariant()
    def every_account_stands_where_the_sums_say(self):
        stands = Counter()
        for debit, credit, amount in Transfer.objects.values_list(
            "debit__name", "credit__name", "amount_minor"
        ):
            stands[debit] -= amount
            stands[credit] += amount
        expected = {f"agent:{code}:{of}": sum_ for (code, of), sum_ in self.plain.balance.items()}
        for currency in CURRENCIES:
            expected[f"payouts:clearing:{currency}"] = self.plain.clearing(currency)
            expected[f"cash:{currency}"] = self.plain.cash(currency)
        for name in stands.keys() | expected.keys():
            if not name.startswith("expense"):
                assert stands[name] == expected.get(name, 0), name
        for currency in CURRENCIES:
            assert sum(n for name, n in stands.items() if name.endswith(currency)) == 0

    @invariant()
    def batches_and_items_are_in_their_states(self):
        ours = {
            (batch, code): (state, amount, of)
            for batch, code, state, amount, of in Item.objects.values_list(
                "batch", "agent__code", "state", "amount_minor", "batch__state"
            )
        }
        assert ours == {
            (pk, code): (item.state, item.amount, batch.state)
            for pk, batch in zip(self.real, self.plain.batches, strict=True)
            for code, item in batch.items.items()
        }

    @invariant()
    def what_is_due_is_what_is_free(self):
        ours = {
            (due.agent.code, due.currency): (due.balance_minor, due.held_minor, due.payable)
            for due in all_due(on=self.plain.today)
        }
        assert ours == {
            account: (balance, self.plain.young(account), self.plain.payable(account))
            for account, balance in self.plain.balance.items()
            if balance > 0
        }

    @invariant()
    def nothing_is_wrong(self):
        assert people.breaches() == []


@pytest.fixture
def limits(settings):
    settings.PAYOUT_MINIMUM = LIMITS["minimum"]
    settings.PAYOUT_SECOND_APPROVER_ABOVE = LIMITS["second_above"]
    settings.ADJUSTMENT_ALONE_UP_TO = LIMITS["alone_up_to"]
    settings.PAYOUT_METHOD_HOLD_DAYS = METHOD_DAYS


@pytest.mark.slow
def test_whatever_happens_the_books_are_those_of_plain_sums(db, limits):
    run_state_machine_as_test(
        Payouts,
        settings=settings(
            max_examples=8,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
