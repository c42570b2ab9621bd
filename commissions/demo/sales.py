"""What the members' customers buy, pay, cancel and are refunded."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from agents.periods import period_start
from commissions.demo.network import Member
from commissions.demo.people import People, email

# Name, volume, and the price in each currency with how much of it is commissionable.
PRODUCTS = (
    ("Mobile 10 GB", 15, {"USD": "19.90", "EUR": "17.90", "JPY": "2480"}, 20),
    ("Mobile Unlimited", 30, {"USD": "39.00", "EUR": "34.99", "JPY": "4980"}, 15),
    ("Home Internet", 40, {"USD": "54.95", "EUR": "44.95", "JPY": "5720"}, 20),
    ("Green Energy", 55, {"USD": "89.40", "EUR": "78.20", "JPY": "11350"}, 20),
    ("Wellness Box", 35, {"USD": "49.90", "EUR": "46.50", "JPY": "6480"}, 14),
    ("Home Security", 25, {"USD": "29.99", "EUR": "27.49", "JPY": "3850"}, 9),
    ("Insurance Basic", 12, {"USD": "12.50", "EUR": "11.80", "JPY": "1590"}, 6),
)
MONTHLY_CHURN = 0.03
CUSTOMERS = ([0, 1, 2, 3, 5, 9, 18], [28, 24, 20, 13, 9, 5, 1])

Row = dict[str, object]


@dataclass
class Sales:
    """Draws the rows of a company's other files; `later` refunds are of raised charges."""

    random: Random
    people: People
    go_live: date
    until: date
    first_run: date

    def customers(self, members: list[Member]) -> Iterator[tuple[Row, Member]]:
        number = 0
        for member in members:
            count = self.random.choices(*CUSTOMERS)[0] + (0 if member.sponsor else 8)
            own = self.random.random() < 0.33
            for i in range(count + own):
                number += 1
                ref = f"C-{number:07d}"
                mine = own and i == 0
                name = member.name if mine else self.people.name(member.region)
                address = member.email if mine else email(name, ref, "example.net")
                row = {"ref": ref, "agent": member.code, "name": name, "email": address}
                yield row | {"own_account": "true" if mine else "false"}, member

    def subscriptions(self, customers: list[tuple[Row, Member]]) -> Iterator[Row]:
        number = 0
        for customer, member in customers:
            for _ in range(self.random.choices([0, 1, 2], [3, 82, 15])[0]):
                started_on = self._started_on(member)
                while started_on is not None:
                    number += 1
                    row = self._subscription(f"S-{number:07d}", customer, member, started_on)
                    yield row
                    started_on = self._comes_back(row["ended_on"])

    def _started_on(self, member: Member) -> date:
        """At most 18 months ago, and not before the member joined; many at a month's end."""
        earliest = max(member.joined_on, self.until - timedelta(days=540))
        days = max(0, (self.until - earliest).days - 1)
        started_on = self.until - timedelta(days=round(days * self.random.random() ** 1.2))
        if self.random.random() < 0.05:
            started_on = max(earliest, started_on.replace(day=1) - timedelta(days=1))
        return started_on

    def _subscription(self, ref: str, customer: Row, member: Member, started_on: date) -> Row:
        product, volume, prices, tax = self.random.choice(PRODUCTS)
        currency = member.region.currency
        faithful = 1 if member.sponsor else 0.1
        months = int(self.random.expovariate(MONTHLY_CHURN * faithful)) + 1
        ended_on = period_start(started_on, months)
        return {
            "ref": ref,
            "customer": customer["ref"],
            "product": product,
            "price": prices[currency],
            "currency": currency,
            "commissionable": _less(prices[currency], tax) if self.random.random() < 0.3 else "",
            "volume": volume,
            "started_on": started_on,
            "ended_on": ended_on if ended_on <= self.until else "",
            "billing": "external" if self.random.random() < 0.1 else "automatic",
        }

    def _comes_back(self, ended_on: object) -> date | None:
        if not isinstance(ended_on, date) or self.random.random() > 0.15:
            return None
        back = ended_on + timedelta(days=self.random.randint(20, 90))
        return back if back <= self.until else None

    def charges(self, subscription: Row) -> Iterator[Row]:
        """What the other system reports of an external subscription: some late, some missing."""
        for start in _periods(subscription, self.until):
            paid_on = start + timedelta(days=self.random.choices([0, 1, 3, 8], [70, 15, 10, 5])[0])
            known = start >= self.go_live - timedelta(days=31) and paid_on <= self.until
            if known and self.random.random() > 0.04:
                yield {
                    "ref": f"X-{subscription['ref']}-{start:%y%m}",
                    "subscription": subscription["ref"],
                    "period_start": start,
                    "paid_on": paid_on,
                }

    def refund(self, charge: Row, subscription: Row) -> Row | None:
        """Of about one reported charge in 65, some days after it was paid."""
        if self.random.random() > 0.015:
            return None
        paid_on = charge["paid_on"]
        assert isinstance(paid_on, date)
        on = min(self.until, paid_on + timedelta(days=self.random.randint(1, 20)))
        return self._refund(str(charge["ref"]), subscription, on)

    def later_refund(self, subscription: Row) -> Row | None:
        """Of an automatic charge that the first run has raised, dated after that run."""
        raised = [
            start
            for start in _periods(subscription, self.first_run)
            if start >= self.first_run - timedelta(days=60) and start >= self.go_live
        ]
        if not raised or self.random.random() > 0.03:
            return None
        on = self.first_run + timedelta(days=self.random.randint(1, 9))
        ref = f"{subscription['ref']}@{self.random.choice(raised)}"
        return self._refund(ref, subscription, min(on, self.until))

    def _refund(self, charge: str, subscription: Row, on: date) -> Row:
        price = str(subscription["price"])
        part = price if self.random.random() < 0.6 else _less(price, 50)
        return {"ref": f"R-{charge}", "charge": charge, "amount": part, "refunded_on": on}


def _periods(subscription: Row, until: date) -> Iterator[date]:
    started_on, ended_on = subscription["started_on"], subscription["ended_on"]
    assert isinstance(started_on, date)
    k = 0
    while (start := period_start(started_on, k)) <= until:
        if isinstance(ended_on, date) and start >= ended_on:
            return
        yield start
        k += 1


def _less(price: str, percent: int) -> str:
    """A price less some percent, rounded down, with as many decimals as it had."""
    whole, point, decimals = price.partition(".")
    minor = int(whole + decimals) * (100 - percent) // 100
    if not point:
        return str(minor)
    digits = str(minor).rjust(len(decimals) + 1, "0")
    return f"{digits[: -len(decimals)]}.{digits[-len(decimals) :]}"
