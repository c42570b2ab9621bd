"""The domain page once more: slow, obvious, one charge at a time. What the engine is compared with.

Written from the page, not from the engine: dictionaries, loops, whole numbers and fractions. The
comments name the page's sections, so that it can be read beside it.
"""

import csv
import tomllib
from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from pathlib import Path

DECIMALS = {"USD": 2, "EUR": 2, "GBP": 2, "IDR": 2, "JPY": 0, "KWD": 3}


def half_up(number: Fraction) -> int:
    return floor(number + Fraction(1, 2))


def percent(text: str) -> Fraction:
    return Fraction(text.rstrip("% ")) / 100


def minor(text: str, currency: str) -> int:
    return int(Decimal(text).scaleb(DECIMALS[currency]))


def month_later(start: date, k: int) -> date:
    """People: the start's own day of the month, clamped to the month's last day."""
    month = start.month - 1 + k
    year, month = start.year + month // 12, month % 12 + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def point(number: int, places: int) -> str:
    text = f"{abs(number):0{places + 1}d}"
    sign = "-" if number < 0 else ""
    return f"{sign}{text[:-places]}.{text[-places:]}" if places else f"{sign}{text}"


@dataclass
class Charge:
    ref: str
    subscription: str
    period_start: date
    period_end: date
    amount: int
    commissionable: int
    volume: int
    paid_on: date
    refunds: list[tuple[date, int]] = field(default_factory=list)
    commissioned: bool = False

    def refunded_by(self, day: date) -> int:
        return sum(amount for on, amount in self.refunds if on <= day)

    def refunded_in_full_by(self, day: date) -> bool:
        return self.amount > 0 and self.refunded_by(day) >= self.amount


@dataclass
class Line:
    """`base` and `amount` in millionths of the minor unit; `amount` is positive, `clawed` too."""

    posted_on: date
    charge: Charge
    earner: str
    entry: str
    kind: str
    level: int
    rank: str
    rate: Fraction
    base: int
    amount: int
    clawed: int = 0


class Company:
    def __init__(self) -> None:
        self.plans: dict[date, dict] = {}
        self.agents: dict[str, dict] = {}
        self.customers: dict[str, dict] = {}
        self.subscriptions: dict[str, dict] = {}
        self.charges: dict[str, Charge] = {}
        self.refunds: set[str] = set()
        self.last_night: date | None = None
        self.all_lines: list[Line] = []
        self.posted: dict[tuple[str, str, str], int] = defaultdict(int)
        self.transfers: list[dict[str, str]] = []

    # Files

    def load(self, folder: Path) -> None:
        for path in sorted(folder.glob("plan*.toml")):
            plan = tomllib.loads(path.read_text(encoding="utf-8"))
            self.plans[plan["effective_from"]] = plan
        for row in _rows(folder / "agents.csv"):
            agent = self.agents.setdefault(row["code"], {"sponsor": row["sponsor"] or None})
            agent["status"] = row.get("status") or agent.get("status", "active")
        for row in _rows(folder / "customers.csv"):
            self.customers[row["ref"]] = {
                "owner": row["agent"],
                "own_account": row.get("own_account") == "true",
            }
        for row in _rows(folder / "subscriptions.csv"):
            currency = row["currency"]
            price = minor(row["price"], currency)
            stated = row.get("commissionable")
            self.subscriptions[row["ref"]] = {
                "ref": row["ref"],
                "customer": self.customers[row["customer"]] | {"ref": row["customer"]},
                "price": price,
                "currency": currency,
                "commissionable": minor(stated, currency) if stated else price,
                "volume": int(row["volume"]),
                "started_on": date.fromisoformat(row["started_on"]),
                "ended_on": date.fromisoformat(row["ended_on"]) if row.get("ended_on") else None,
                "automatic": row.get("billing") != "external",
            }
        for row in _rows(folder / "charges.csv"):
            if row["ref"] in self.charges:
                continue  # Rows already known are left alone: this one may be commissioned.
            told = self.subscriptions[row["subscription"]]
            self._add_charge(
                row["ref"],
                told,
                date.fromisoformat(row["period_start"]),
                date.fromisoformat(row["paid_on"]),
                amount=row.get("amount"),
                commissionable=row.get("commissionable"),
                volume=row.get("volume"),
            )
        for row in _rows(folder / "refunds.csv"):
            if row["ref"] in self.refunds:
                continue
            self.refunds.add(row["ref"])
            charge = self.charges[row["charge"]]
            currency = self.subscriptions[charge.subscription]["currency"]
            amount = minor(row["amount"], currency)
            charge.refunds.append((date.fromisoformat(row["refunded_on"]), amount))

    def _add_charge(self, ref, told, start, paid_on, amount="", commissionable="", volume=""):
        k = (start.year - told["started_on"].year) * 12 + start.month - told["started_on"].month
        assert month_later(told["started_on"], k) == start
        currency = told["currency"]
        self.charges[ref] = Charge(
            ref,
            told["ref"],
            start,
            month_later(told["started_on"], k + 1),
            minor(amount, currency) if amount else told["price"],
            minor(commissionable, currency) if commissionable else told["commissionable"],
            int(volume) if volume else told["volume"],
            paid_on,
        )

    # One night

    @property
    def go_live(self) -> date:
        return min(self.plans)

    def run_through(self, through: date) -> None:
        day = self.last_night + timedelta(days=1) if self.last_night else self.go_live
        while day <= through:
            self._night(day)
            self.last_night = day
            day += timedelta(days=1)

    def _night(self, day: date) -> None:
        plan = self.plans[max(start for start in self.plans if start <= day)]
        self._bill(day)
        standing = self.standing(day, plan)
        tonight = self._commission(day, plan, standing) + self._claw_back_earlier(day)
        self._post(day, tonight)

    def _bill(self, day: date) -> None:
        raised = {(c.subscription, c.period_start) for c in self.charges.values()}
        for told in self.subscriptions.values():
            k = 0
            while told["automatic"]:
                start = month_later(told["started_on"], k)
                k += 1
                if start > day or (told["ended_on"] and start >= told["ended_on"]):
                    break
                ends = month_later(told["started_on"], k)
                if ends > self.go_live and (told["ref"], start) not in raised:
                    self._add_charge(f"{told['ref']}@{start}", told, start, start)

    def _owner(self, charge: Charge) -> dict:
        return self.subscriptions[charge.subscription]["customer"]

    def standing(self, day: date, plan: dict | None = None) -> dict[str, tuple]:
        """{code: (PV, paying customers, GV, active, rank's name)}"""
        plan = plan or self.plans[max(start for start in self.plans if start <= day)]
        pv: dict[str, int] = dict.fromkeys(self.agents, 0)
        paying: dict[str, set[str]] = {code: set() for code in self.agents}
        for charge in self.charges.values():
            owner = self._owner(charge)
            if not charge.period_start <= day < charge.period_end or charge.paid_on > day:
                continue
            if charge.refunded_in_full_by(day):
                continue
            if owner["own_account"] and not plan.get("own_accounts_pay", False):
                continue
            pv[owner["owner"]] += charge.volume
            if not owner["own_account"]:
                paying[owner["owner"]].add(owner["ref"])
        gv = {code: sum(pv[below] for below in self._subtree(code)) for code in self.agents}
        active = {
            code: self.agents[code]["status"] != "terminated"
            and pv[code] >= plan.get("active_volume", 0)
            and len(paying[code]) >= plan.get("active_customers", 0)
            for code in self.agents
        }
        ranks = self._ranks(plan, pv, paying, gv)
        names = [rank["name"] for rank in plan["ranks"]]
        return {
            code: (pv[code], len(paying[code]), gv[code], active[code], names[ranks[code]])
            for code in self.agents
        }

    def _recruits(self, code: str) -> list[str]:
        return [other for other, told in self.agents.items() if told["sponsor"] == code]

    def _subtree(self, code: str) -> list[str]:
        return [code] + [below for leg in self._recruits(code) for below in self._subtree(leg)]

    def _ranks(self, plan, pv, paying, gv) -> dict[str, int]:
        names = [rank["name"] for rank in plan["ranks"]]
        decided = dict.fromkeys(self.agents, 0)
        for position, rank in enumerate(plan["ranks"]):
            if position == 0:
                continue
            before = dict(decided)
            wanted = rank.get("group_volume", 0)
            cap = floor(percent(rank.get("max_leg_share", "100%")) * wanted)
            leg_rank = names.index(rank.get("leg_rank", names[0]))
            for code in self.agents:
                legs = self._recruits(code)
                capped = pv[code] + sum(min(gv[leg], cap) for leg in legs)
                holding = [
                    leg for leg in legs if any(before[x] >= leg_rank for x in self._subtree(leg))
                ]
                if (
                    pv[code] >= rank.get("personal_volume", 0)
                    and len(paying[code]) >= rank.get("customers", 0)
                    and capped >= wanted
                    and len(holding) >= rank.get("legs", 0)
                ):
                    decided[code] = position
        return decided

    def _commission(self, day: date, plan: dict, standing: dict[str, tuple]) -> list[Line]:
        tonight = []
        for charge in self.charges.values():
            if charge.period_start < self.go_live or charge.paid_on > day or charge.commissioned:
                continue
            if charge.refunded_in_full_by(day):
                continue
            charge.commissioned = True
            if self._owner(charge)["own_account"] and not plan.get("own_accounts_pay", False):
                continue
            lines = [line for line in _Walk(self, day, plan, standing, charge).lines if line.amount]
            self.all_lines += lines
            tonight += lines + self._clawbacks(day, lines)
        return tonight

    def _claw_back_earlier(self, day: date) -> list[Line]:
        earlier = [x for x in self.all_lines if x.entry == "earned" and x.posted_on < day]
        return self._clawbacks(day, earlier)

    def _clawbacks(self, day: date, originals: list[Line]) -> list[Line]:
        # Half up acts on amounts above 0, here and in the ledger, whose transfers are above 0. The
        # page doesn't say so and the examples can't tell: half down comes to the same in all four.
        made = []
        for line in originals:
            charge = line.charge
            refunded = charge.refunded_by(day)
            if not refunded:
                continue
            total = half_up(Fraction(line.amount * refunded, charge.amount))
            if total > line.clawed:
                values = {**vars(line), "posted_on": day, "entry": "clawback", "clawed": 0}
                made.append(Line(**values | {"amount": total - line.clawed}))
                line.clawed = total
        self.all_lines += made
        return made

    # Money: the ledger is never more than half a minor unit from the exact lines

    def _post(self, day: date, tonight: list[Line]) -> None:
        sums: dict[tuple[str, str, str], int] = defaultdict(int)
        for line in tonight:
            currency = self.subscriptions[line.charge.subscription]["currency"]
            sums[line.earner, line.entry, currency] += line.amount
        for key, amount in sorted(sums.items()):
            before = half_up(Fraction(self.posted[key], 10**6))
            self.posted[key] += amount
            transfer = half_up(Fraction(self.posted[key], 10**6)) - before
            if transfer:
                earner, entry, currency = key
                self.transfers.append(
                    {
                        "posted_on": str(day),
                        "agent": earner,
                        "entry": entry,
                        "currency": currency,
                        "amount": point(transfer, DECIMALS[currency]),
                    }
                )

    # Commands: export_commissions

    @property
    def lines(self) -> list[dict[str, str]]:
        return [self._exported(line) for line in self.all_lines]

    def _exported(self, line: Line) -> dict[str, str]:
        currency = self.subscriptions[line.charge.subscription]["currency"]
        places = DECIMALS[currency] + 6
        sign = -1 if line.entry == "clawback" else 1
        return {
            "posted_on": str(line.posted_on),
            "charge": line.charge.ref,
            "subscription": line.charge.subscription,
            "period_start": str(line.charge.period_start),
            "earner": line.earner,
            "entry": line.entry,
            "kind": line.kind,
            "level": str(line.level),
            "rank": line.rank,
            "rate": point(int(line.rate * 10**6), 4),
            "base": point(line.base, places),
            "amount": point(sign * line.amount, places),
            "currency": currency,
        }


class _Walk:
    """Step 3 of a night for one charge."""

    def __init__(self, company, day, plan, standing, charge) -> None:
        self.day, self.plan, self.charge = day, plan, charge
        self.agents, self.standing = company.agents, standing
        self.ranks = {rank["name"]: rank for rank in plan["ranks"]}
        self.owner = company._owner(charge)["owner"]
        self.base = charge.commissionable * 10**6
        residual = self.residual()
        self.lines = [residual, *self.downline(residual.amount), *self.override()]

    def rank(self, code: str) -> dict:
        return self.ranks[self.standing[code][4]]

    def active(self, code: str) -> bool:
        return self.standing[code][3]

    def line(self, earner: str, kind: str, level: int, rate: Fraction, base: int) -> Line:
        amount = half_up(base * rate)
        name = self.standing[earner][4]
        return Line(self.day, self.charge, earner, "earned", kind, level, name, rate, base, amount)

    def residual(self) -> Line:
        rate = percent(self.rank(self.owner).get("residual", "0%"))
        barred = self.plan.get("residual_requires_active", False) and not self.active(self.owner)
        if self.agents[self.owner]["status"] == "terminated" or barred:
            rate = Fraction(0)
        return self.line(self.owner, "residual", 0, rate, self.base)

    def downline(self, residual: int) -> list[Line]:
        lines = []
        on_charge = self.plan.get("downline_basis", "charge") == "charge"
        compression = self.plan.get("compression", "active")
        deepest = max(len(rank.get("levels", [])) for rank in self.ranks.values())
        level, above = 1, self.agents[self.owner]["sponsor"]
        while above and level <= deepest:
            rates = self.rank(above).get("levels", [])
            rate = percent(rates[level - 1]) if level <= len(rates) else Fraction(0)
            if self.active(above) and rate > 0:
                base = self.base if on_charge else residual
                lines.append(self.line(above, "downline", level, rate, base))
                level += 1
            elif compression == "none" or (compression == "active" and self.active(above)):
                level += 1
            above = self.agents[above]["sponsor"]
        return lines

    def override(self) -> list[Line]:
        lines, paid, steps, above = [], Fraction(0), 0, self.owner
        while above:
            rate = percent(self.rank(above).get("override", "0%"))
            if self.active(above) and rate > paid:
                lines.append(self.line(above, "override", steps, rate - paid, self.base))
                paid = rate
            above = self.agents[above]["sponsor"]
            steps += 1
        return lines


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
