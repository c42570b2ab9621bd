"""Payouts as plain dicts and sums, for test_state_machine.py: written from the rules, not from the
code. Money in minor units; whatever is refused raises Refused and changes nothing."""

from dataclasses import dataclass, field
from datetime import date, timedelta

Account = tuple[str, str]
"""An agent's code and a currency."""

OPEN = ("submitted", "approved", "sent")


class Refused(Exception):
    pass


RAILS = {"EUR": ("sepa", "manual"), "JPY": ("manual",)}
"""Which take a currency, the better ones first."""


@dataclass
class Method:
    rail: str
    set_by: str
    bounced: bool = False


@dataclass
class Item:
    amount: int
    method: Method
    state: str = "pending"


@dataclass
class Batch:
    rail: str
    currency: str
    made_by: str
    items: dict[str, Item]
    pay_on: date
    state: str = "draft"
    submitted_by: str = ""
    approvals: set[str] = field(default_factory=set)
    needed: int = 1

    def pending(self) -> dict[str, Item]:
        return {code: item for code, item in self.items.items() if item.state == "pending"}


@dataclass
class Adjustment:
    account: Account
    amount: int
    made_by: str
    state: str = "proposed"
    undo_asked_by: str = ""


@dataclass
class Company:
    today: date
    hold_days: int
    method_days: int
    minimum: dict[str, int]
    second_above: dict[str, int]
    alone_up_to: dict[str, int]
    balance: dict[Account, int] = field(default_factory=dict)
    earned: list[tuple[Account, int, date]] = field(default_factory=list)
    methods: dict[tuple[str, str], Method] = field(default_factory=dict)
    changed: dict[str, date] = field(default_factory=dict)
    suspended: set[str] = field(default_factory=set)
    held: set[str] = field(default_factory=set)
    batches: list[Batch] = field(default_factory=list)
    adjustments: list[Adjustment] = field(default_factory=list)

    # Money from the nights

    def earn(self, account: Account, amount: int) -> None:
        self.earned.append((account, amount, self.today))
        self.add(account, amount)

    def add(self, account: Account, amount: int) -> None:
        self.balance[account] = self.balance.get(account, 0) + amount

    def young(self, account: Account) -> int:
        since = self.today - timedelta(days=self.hold_days)
        return sum(amount for of, amount, day in self.earned if of == account and day > since)

    def available(self, account: Account) -> int:
        return self.balance.get(account, 0) - self.young(account)

    # What is due

    def stopped(self, account: Account) -> bool:
        """Whatever stands against it but its size and a draft."""
        code, _ = account
        method = self.best(account)
        return (
            code in self.suspended
            or code in self.held
            or method is None
            or self.changed_lately(code)
            or method.bounced
        )

    def changed_lately(self, code: str) -> bool:
        changed = self.changed.get(code, date.min)
        return changed > self.today - timedelta(days=self.method_days)

    def best(self, account: Account) -> Method | None:
        code, currency = account
        found = (self.methods.get((code, rail)) for rail in RAILS[currency])
        return next((method for method in found if method), None)

    def in_draft(self, account: Account) -> bool:
        code, currency = account
        return any(
            batch.state == "draft" and batch.currency == currency and code in batch.pending()
            for batch in self.batches
        )

    def payable(self, account: Account) -> bool:
        free = self.available(account)
        return (
            free > 0
            and free >= self.minimum.get(account[1], 1)
            and not self.stopped(account)
            and not self.in_draft(account)
        )

    # Agents

    def set_method(self, code: str, rail: str, by: str) -> None:
        self.changed[code] = self.today
        self.methods[code, rail] = Method(rail, by)

    def remove_method(self, code: str, rail: str) -> bool:
        """Was there one?"""
        if self.methods.pop((code, rail), None) is None:
            return False
        self.changed[code] = self.today
        return True

    # Batches

    def draft(self, by: str, pay_on: date) -> None:
        groups: dict[tuple[str, str], dict[str, Item]] = {}
        for account in sorted(account for account in self.balance if self.payable(account)):
            code, currency = account
            method = self.best(account)
            items = groups.setdefault((method.rail, currency), {})
            items[code] = Item(self.available(account), method)
        self.batches += [
            Batch(*group, by, items, pay_on) for group, items in sorted(groups.items())
        ]

    def submit(self, batch: Batch, by: str) -> set[str]:
        """Who is taken out."""
        self._in(batch, "draft")
        self._in_time(batch)
        kept = {
            code
            for code, item in batch.pending().items()
            if not self.stopped((code, batch.currency))
            and self.best((code, batch.currency)) is item.method
            and self.balance[code, batch.currency] > 0
            and self.available((code, batch.currency)) >= item.amount
        }
        if not kept:
            raise Refused
        out = batch.pending().keys() - kept
        for code in out:
            batch.items[code].state = "removed"
        for code in kept:
            self.add((code, batch.currency), -batch.items[code].amount)
        batch.state, batch.submitted_by = "submitted", by
        self._sign(batch)
        return out

    def _sign(self, batch: Batch) -> None:
        batch.approvals = set()
        total = sum(item.amount for item in batch.pending().values())
        batch.needed = 2 if total > self.second_above.get(batch.currency, total) else 1

    def approve(self, batch: Batch, by: str) -> None:
        self._in(batch, "submitted")
        self._in_time(batch)
        setters = {item.method.set_by for item in batch.pending().values()}
        if by in {batch.made_by, batch.submitted_by} | setters | batch.approvals:
            raise Refused
        batch.approvals.add(by)
        if len(batch.approvals) >= batch.needed:
            batch.state = "approved"

    def remove(self, batch: Batch, code: str) -> None:
        self._in(batch, "draft", "submitted", "approved")
        if batch.items[code].state != "pending":
            raise Refused
        self._take_out(batch, code)
        if not batch.pending():
            batch.state = "rejected"
        elif batch.state != "draft":
            batch.state = "submitted"
            self._sign(batch)

    def reject(self, batch: Batch) -> None:
        self._in(batch, "draft", "submitted", "approved")
        for code in batch.pending():
            self._take_out(batch, code)
        batch.state = "rejected"

    def _take_out(self, batch: Batch, code: str) -> None:
        if batch.state != "draft":
            self.add((code, batch.currency), batch.items[code].amount)
        batch.items[code].state = "removed"

    def send(self, batch: Batch) -> None:
        self._in(batch, "approved")
        self._in_time(batch)
        for code, item in batch.pending().items():
            changed = self.methods.get((code, batch.rail)) is not item.method
            changed |= self.changed_lately(code)
            if code in self.suspended or code in self.held or changed:
                raise Refused
        for item in batch.pending().values():
            item.state = "sent"
        batch.state = "sent"

    def pay(self, batch: Batch, codes: set[str]) -> set[str]:
        """Those for whom that is new."""
        self._in(batch, "sent", "settled")
        new = {code for code in codes if batch.items[code].state == "sent"}
        for code in new:
            batch.items[code].state = "paid"
        self._settle(batch)
        return new

    def refuse(self, batch: Batch, code: str, *, of_account: bool) -> bool:
        self._in(batch, "sent", "settled")
        item = batch.items[code]
        if item.state not in ("sent", "paid"):
            return False
        item.state = {"sent": "failed", "paid": "returned"}[item.state]
        item.method.bounced |= of_account
        self.add((code, batch.currency), item.amount)
        self._settle(batch)
        return True

    def _settle(self, batch: Batch) -> None:
        if not any(item.state == "sent" for item in batch.items.values()):
            batch.state = "settled"

    def _in_time(self, batch: Batch) -> None:
        if self.today > batch.pay_on:
            raise Refused

    @staticmethod
    def _in(batch: Batch, *states: str) -> None:
        if batch.state not in states:
            raise Refused

    # Adjustments

    def adjust(self, account: Account, amount: int, by: str) -> None:
        made = Adjustment(account, amount, by)
        self.adjustments.append(made)
        if not self._needs_two(made):
            self._post(made)

    def _needs_two(self, adjustment: Adjustment) -> bool:
        return abs(adjustment.amount) > self.alone_up_to.get(adjustment.account[1], 0)

    def approve_adjustment(self, adjustment: Adjustment, by: str) -> None:
        if adjustment.state != "proposed" or adjustment.made_by == by:
            raise Refused
        self._post(adjustment)

    def _post(self, adjustment: Adjustment) -> None:
        adjustment.state = "posted"
        self.add(adjustment.account, adjustment.amount)

    def reject_adjustment(self, adjustment: Adjustment) -> None:
        if adjustment.state != "proposed":
            raise Refused
        adjustment.state = "rejected"

    def undo(self, adjustment: Adjustment, by: str) -> None:
        if adjustment.state != "posted" or adjustment.undo_asked_by:
            raise Refused
        if self._needs_two(adjustment):
            adjustment.undo_asked_by = by
        else:
            self._reverse(adjustment)

    def decide_undo(self, adjustment: Adjustment, by: str, *, approved: bool) -> None:
        asked_by = adjustment.undo_asked_by
        if adjustment.state != "posted" or not asked_by or (approved and asked_by == by):
            raise Refused
        if approved:
            self._reverse(adjustment)
        else:
            adjustment.undo_asked_by = ""

    def _reverse(self, adjustment: Adjustment) -> None:
        adjustment.state = "reversed"
        self.add(adjustment.account, -adjustment.amount)

    # Where money stands

    def clearing(self, currency: str) -> int:
        return self._sum(currency, lambda batch: batch.state in OPEN, ("pending", "sent"))

    def cash(self, currency: str) -> int:
        return self._sum(currency, lambda _: True, ("paid",))

    def _sum(self, currency: str, of, states: tuple[str, ...]) -> int:
        return sum(
            item.amount
            for batch in self.batches
            if batch.currency == currency and of(batch)
            for item in batch.items.values()
            if item.state in states
        )
