"""Hypothesis: small companies with all that the domain page allows, in its files."""

import csv
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st

from tests.plain import Company, month_later, point

GO_LIVE = date(2026, 1, 1)
PLACES = {"USD": 2, "JPY": 0, "KWD": 3, "IDR": 2}
AMOUNTS = {
    "USD": st.integers(0, 12_000),
    "JPY": st.integers(0, 9_000),
    "KWD": st.integers(0, 30_000),
    "IDR": st.sampled_from([0, 1, 1_600_000_000, 999_999_999_999, 10**12]),
}
RATES = st.sampled_from(["0%", "0.0001%", "0.25%", "3%", "7.3333%", "10%", "50%", "100%"])

Row = dict[str, str]


@dataclass
class Facts:
    """Rows by file, for the first load and for `later`; and the two dates to run through."""

    plans: list[str]
    first: dict[str, list[Row]]
    runs: tuple[date, date]
    later: dict[str, list[Row]] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        for number, plan in enumerate(self.plans):
            (folder / f"plan-{number}.toml").write_text(plan)
        _write(folder, self.first)
        (folder / "later").mkdir()
        _write(folder / "later", self.later)


def _write(folder: Path, files: dict[str, list[Row]]) -> None:
    for name, rows in files.items():
        if rows:
            with (folder / f"{name}.csv").open("w", newline="") as file:
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)


def major(amount: int, currency: str) -> str:
    return point(amount, PLACES[currency])


@st.composite
def plans(draw, effective_from: date) -> str:
    lines = [
        'name = "Drawn"',
        f"effective_from = {effective_from}",
        f"active_volume = {draw(st.sampled_from([0, 1, 20, 40]))}",
        f"active_customers = {draw(st.integers(0, 2))}",
        f'compression = "{draw(st.sampled_from(["none", "active", "qualified"]))}"',
        f'downline_basis = "{draw(st.sampled_from(["charge", "residual"]))}"',
        f"own_accounts_pay = {str(draw(st.booleans())).lower()}",
        f"residual_requires_active = {str(draw(st.booleans())).lower()}",
    ]
    for position in range(draw(st.integers(1, 4))):
        levels = ", ".join(f'"{rate}"' for rate in draw(st.lists(RATES, max_size=4)))
        lines += ["[[ranks]]", f'name = "R{position}"', f"levels = [{levels}]"]
        lines += [f'{name} = "{draw(RATES)}"' for name in ("residual", "override")]
        if position:
            lines += draw(requirements(position))
    return "\n".join(lines)


@st.composite
def requirements(draw, position: int) -> list[str]:
    lines = []
    if draw(st.booleans()):
        lines.append(f"personal_volume = {draw(st.integers(0, 60))}")
    if draw(st.booleans()):
        lines.append(f"customers = {draw(st.integers(0, 2))}")
    if draw(st.booleans()):
        lines.append(f"group_volume = {draw(st.integers(0, 200))}")
        lines.append(f'max_leg_share = "{draw(RATES)}"')
    if draw(st.booleans()):
        lines.append(f"legs = {draw(st.integers(1, 2))}")
        lines.append(f'leg_rank = "R{draw(st.integers(0, position - 1))}"')
    return lines


@st.composite
def agents(draw, *, known: list[Row], prefix: str, most: int) -> list[Row]:
    rows: list[Row] = []
    for number in range(draw(st.integers(0 if known else 1, most))):
        above = draw(st.sampled_from(["", *(r["code"] for r in (known + rows)[-4:])]))
        code = f"{prefix}{number}"
        row = {"code": code, "sponsor": above, "name": code, "email": f"{code}@example.com"}
        rows.append(row | {"status": draw(STATUSES)})
    return rows


STATUSES = st.sampled_from(["active"] * 4 + ["suspended", "terminated"])


@st.composite
def customers(draw, owners: list[Row]) -> list[Row]:
    rows = []
    for number in range(draw(st.integers(0, 12))):
        ref, owner = f"C{number}", draw(st.sampled_from(owners))["code"]
        row = {"ref": ref, "agent": owner, "name": ref, "email": f"{ref}@example.net"}
        rows.append(row | {"own_account": draw(st.sampled_from(["true", "false", ""]))})
    return rows


STARTS = st.sampled_from(
    [date(2024, 2, 29), date(2025, 12, 31), date(2025, 11, 30), date(2025, 12, 1), GO_LIVE]
) | st.dates(date(2025, 11, 1), date(2026, 2, 20))


@st.composite
def subscriptions(draw, owners: list[Row]) -> list[Row]:
    rows = []
    for number in range(draw(st.integers(0, 16)) if owners else 0):
        currency = draw(st.sampled_from(["USD", "USD", "JPY", "KWD", "IDR"]))
        started_on = draw(STARTS)
        days = draw(st.none() | st.integers(0, 150))
        stated = draw(st.none() | AMOUNTS[currency])
        rows.append(
            {
                "ref": f"S{number}",
                "customer": draw(st.sampled_from(owners))["ref"],
                "product": "Internet",
                "price": major(draw(AMOUNTS[currency]), currency),
                "currency": currency,
                "commissionable": "" if stated is None else major(stated, currency),
                "volume": str(draw(st.sampled_from([0, 5, 20, 60]))),
                "started_on": str(started_on),
                "ended_on": "" if days is None else str(started_on + timedelta(days=days)),
                "billing": draw(st.sampled_from(["automatic", "external", ""])),
            }
        )
    return rows


@st.composite
def charges(draw, of: list[Row], *, taken: set[tuple[str, str]], prefix: str) -> list[Row]:
    rows = []
    for number in range(draw(st.integers(0, 14)) if of else 0):
        told = draw(st.sampled_from(of))
        started_on = date.fromisoformat(told["started_on"])
        start = month_later(started_on, draw(st.integers(0, 3)))
        ended = told["ended_on"] and start >= date.fromisoformat(told["ended_on"])
        if ended or (told["ref"], str(start)) in taken:
            continue
        taken.add((told["ref"], str(start)))
        stated = st.none() | AMOUNTS[told["currency"]]
        amount, commissionable = draw(stated), draw(stated)
        text = ["" if a is None else major(a, told["currency"]) for a in (amount, commissionable)]
        rows.append(
            {
                "ref": f"{prefix}{number}",
                "subscription": told["ref"],
                "period_start": str(start),
                "amount": text[0],
                "commissionable": text[1],
                "volume": draw(st.sampled_from(["", "0", "33"])),
                "paid_on": str(start + timedelta(days=draw(st.integers(-3, 40)))),
            }
        )
    return rows


@st.composite
def refunds(draw, known: list[tuple[str, str, int]], *, prefix: str) -> list[Row]:
    """Of (charge, currency, what is left to refund)."""
    rows, left = [], {ref: amount for ref, _, amount in known}
    for number in range(draw(st.integers(0, 8)) if known else 0):
        ref, currency, _ = draw(st.sampled_from(known))
        if left[ref]:
            part = draw(st.sampled_from([left[ref], max(1, left[ref] // 3), 1]))
            left[ref] -= part
            row = {"ref": f"{prefix}{number}", "charge": ref, "amount": major(part, currency)}
            day = GO_LIVE + timedelta(days=draw(st.integers(-20, 80)))
            rows.append(row | {"refunded_on": str(day)})
    return rows


@st.composite
def companies(draw) -> Facts:
    team = draw(agents(known=[], prefix="A", most=10))
    buyers = draw(customers(team))
    subscribed = draw(subscriptions(buyers))
    taken: set[tuple[str, str]] = set()
    paid = draw(charges(subscribed, taken=taken, prefix="X"))
    first = {"agents": team, "customers": buyers, "subscriptions": subscribed, "charges": paid}
    run = GO_LIVE + timedelta(days=draw(st.integers(0, 45)))
    facts = Facts([draw(plans(GO_LIVE))], first, (run, run + timedelta(draw(st.integers(0, 30)))))
    if draw(st.booleans()):
        facts.plans.append(draw(plans(GO_LIVE + timedelta(days=draw(st.integers(1, 60))))))
    first["refunds"] = draw(refunds(_refundable(facts, None), prefix="R"))
    facts.later["refunds"] = draw(refunds(_refundable(facts, run), prefix="L"))
    automatic = [row for row in subscribed if row["billing"] != "external"]
    external = [row for row in subscribed if row not in automatic]
    facts.later["charges"] = draw(charges(external, taken=taken, prefix="Y"))
    changed = [row | {"status": draw(STATUSES)} for row in team]
    facts.later["agents"] = changed + draw(agents(known=team, prefix="B", most=3))
    return facts


def _refundable(facts: Facts, through: date | None) -> list[tuple[str, str, int]]:
    """The charges that are there after the first load, or after the first run."""
    company = Company()
    with TemporaryDirectory() as folder:
        facts.write(Path(folder))
        company.load(Path(folder))
    if through:
        company.run_through(through)
    return [
        (c.ref, company.subscriptions[c.subscription]["currency"], left)
        for c in company.charges.values()
        if (left := c.amount - sum(amount for _, amount in c.refunds))
    ]
