"""Hypothesis: small companies with all that the domain page allows, in its files."""

import csv
import json
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st

from tests.plain import DECIMALS, Company, month_later, point

Row = dict[str, str]
Files = dict[str, list[Row]]
# Not ended_on: what its absence says of a known subscription's end, the domain page leaves open.
OPTIONAL_COLUMNS = frozenset(
    ["joined_on", "own_account", "commissionable", "billing", "amount", "volume"]
)


@dataclass
class Facts:
    """Rows by file, for the first load and for `later`; and the two dates to run through."""

    plans: list[str]
    first: Files
    runs: tuple[date, date]
    later: Files = field(default_factory=dict)
    later_plans: list[str] = field(default_factory=list)
    backwards: bool = False  # Sponsors below their recruits.
    left_out: frozenset[str] = frozenset()  # Optional columns, where empty in every row.

    def write(self, folder: Path) -> None:
        self._write(folder, self.plans, self.first)
        (folder / "later").mkdir()
        self._write(folder / "later", self.later_plans, self.later)

    def _write(self, folder: Path, plans: list[str], files: Files) -> None:
        for number, plan in enumerate(plans):
            (folder / f"plan-{number}.toml").write_text(plan, encoding="utf-8")
        for name, rows in files.items():
            if not rows:
                continue
            columns = [c for c in rows[0] if c not in self.left_out or any(r[c] for r in rows)]
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, columns, extrasaction="ignore")
                writer.writeheader()
                writer.writerows(rows[::-1] if self.backwards else rows)


@dataclass(frozen=True)
class Dates:
    go_live: date
    first: date
    second: date

    def near(self, day: date) -> st.SearchStrategy[date]:
        """On a run's night, the one after it, around `day`, or in the future."""
        known = [self.go_live, self.first, self.first + timedelta(1), self.second, day]
        aside = st.sampled_from([-3, -1, 1, 2, 9, 20]).map(lambda n: day + timedelta(n))
        future = st.just(self.second + timedelta(5))
        return st.sampled_from(known) | aside | future


# A leap year and the day after a long month: 29, 30 and 31 all come to be clamped.
GO_LIVES = st.sampled_from([date(2026, 1, 1), date(2026, 1, 30), date(2024, 2, 1)])


@st.composite
def dates(draw) -> Dates:
    go_live = draw(GO_LIVES)
    first = go_live + timedelta(draw(st.integers(0, 45) | st.integers(25, 45)))
    return Dates(go_live, first, first + timedelta(draw(st.integers(0, 30))))


# The plan

COMMON_RATES = ["0%", "0.0001%", "0.25%", "3%", "7.3333%", "10%", "33.3333%", "50%", "100%"]
RATES = st.sampled_from(COMMON_RATES) | st.integers(0, 10**6).map(lambda n: f"{point(n, 4)}%")
COMPRESSIONS = st.sampled_from(["none", "active", "qualified", None])


@st.composite
def plans(draw, effective_from: date) -> str:
    """None is an optional key left out."""
    keys = {
        "active_volume": draw(st.sampled_from([None, None, 0, 1, 20, 40])),
        "active_customers": draw(st.sampled_from([None, None, 0, 1, 2])),
        "compression": draw(COMPRESSIONS),
        "downline_basis": draw(st.sampled_from(["charge", "residual", None])),
        "own_accounts_pay": draw(st.sampled_from([True, False, None])),
        "residual_requires_active": draw(st.sampled_from([True, False, None])),
        "hold_days": draw(st.sampled_from([None, 0, 14])),
    }
    text = ['name = "Drawn"', f"effective_from = {effective_from}", *toml(keys)]
    for position in range(draw(st.sampled_from([3, 4, 2, 1, 5]))):
        text += ["[[ranks]]", f'name = "R{position}"']
        text += toml(draw(pay))
        text += toml(draw(requirements(position))) if position else []
    return "\n".join(text) + "\n"


def toml(keys: dict[str, object]) -> list[str]:
    """These few kinds of values are written alike in JSON and in TOML."""
    return [f"{key} = {json.dumps(value)}" for key, value in keys.items() if value is not None]


def usually(strategy: st.SearchStrategy) -> st.SearchStrategy:
    """Mostly there, now and then left out."""
    return st.integers(0, 5).flatmap(lambda n: strategy if n else st.none())


pay = st.fixed_dictionaries(
    {
        "residual": usually(RATES),
        "levels": usually(st.lists(RATES | st.just("0%"), min_size=2, max_size=5)),
        "override": usually(RATES),
    }
)

KINDS = ["personal_volume", "customers", "group_volume", "legs"]
# An odd group volume: half of it is rounded down.
SHARES = st.sampled_from(["50%", "50%", "33.3333%", "40%", "100%", "0%", "0.0001%", None])


@st.composite
def requirements(draw, position: int) -> dict[str, object]:
    """One to three of the four kinds, often low enough to be met."""
    kinds = draw(st.sets(st.sampled_from(KINDS), min_size=1, max_size=3))
    keys: dict[str, object] = {}
    if "personal_volume" in kinds:
        keys["personal_volume"] = draw(st.sampled_from([1, 20, 40, 60, 0]))
    if "customers" in kinds:
        keys["customers"] = draw(st.sampled_from([1, 2, 0]))
    if "group_volume" in kinds:
        keys["group_volume"] = draw(st.sampled_from([33, 60, 101, 101, 200, 0]))
        keys["max_leg_share"] = draw(SHARES)
    if "legs" in kinds:
        keys["legs"] = draw(st.sampled_from([1, 1, 2]))
        below = [f"R{lower}" for lower in range(position)]
        keys["leg_rank"] = draw(st.sampled_from([*below, None]))
    return keys


# The people

STATUSES = st.sampled_from(["active"] * 4 + ["suspended", "terminated"])
NAMES = st.sampled_from(["Ann", "Zoë O'Neil", 'Bea "B", Ltd', "孫"])
CODES = ["{prefix}{n}", "{prefix}-{n}", "{prefix}{n:031d}", "{n}-{prefix}-"]


@st.composite
def agents(draw, *, known: list[Row], prefix: str, sizes: tuple[int, int]) -> list[Row]:
    """One long chain, recruits of anyone, or of the first two; several roots."""
    rows: list[Row] = []
    shape, code = draw(st.sampled_from(["chain", "anyone", "wide"])), draw(st.sampled_from(CODES))
    for number in range(draw(st.integers(*sizes))):
        above = [row["code"] for row in known + rows]
        rarely_a_root = draw(st.integers(0, 9)) == 0
        sponsor = "" if rarely_a_root or not above else above[-1]
        if sponsor and shape != "chain":
            sponsor = draw(st.sampled_from(above if shape == "anyone" else above[:2]))
        row = {"code": code.format(prefix=prefix, n=number), "sponsor": sponsor}
        row |= {"name": draw(NAMES), "email": f"{prefix}{number}@example.com", "joined_on": ""}
        rows.append(row | {"status": draw(STATUSES)})
    return rows


@st.composite
def customers(draw, owners: list[Row], *, prefix: str, sizes: tuple[int, int]) -> list[Row]:
    rows = []
    for number in range(draw(st.integers(*sizes))):
        # The last few stand deepest: their sales go up a long way.
        ref, owner = f"{prefix}{number}", draw(st.sampled_from(owners + owners[-3:] * 2))["code"]
        row = {"ref": ref, "agent": owner, "name": draw(NAMES), "email": f"{ref}@example.net"}
        rows.append(row | {"own_account": draw(st.sampled_from(["", "", "false", "true"]))})
    return rows


# What they pay

LARGE = [10**9, 1_600_000_000, 999_999_999_999, 10**12]
AMOUNTS = {
    "USD": st.integers(1, 12_000),
    "JPY": st.integers(1, 9_000),
    "KWD": st.integers(1, 30_000),
    "IDR": st.sampled_from(LARGE),
}
CURRENCIES = st.sampled_from(["USD", "USD", *AMOUNTS])
VOLUMES = st.sampled_from([20, 40, 60, 0, 5, 1001]).map(str)


@st.composite
def amounts(draw, currency: str) -> str:
    rare = st.sampled_from([0, 1, 10**12])
    strategy = rare if draw(st.integers(0, 7)) == 0 else AMOUNTS[currency]
    return point(draw(strategy), DECIMALS[currency])


def stated(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """An optional column: often empty."""
    return st.just("") | strategy


@st.composite
def starts(draw, when: Dates) -> date:
    """Leap day, month ends, go-live and about it."""
    ends = [date(2024, 2, 29), date(2023, 12, 31), date(2025, 8, 31), date(2025, 11, 30)]
    ends += [date(2025, 10, 29), when.go_live, month_later(when.go_live, -1)]
    about = st.integers(-50, 60).map(lambda n: when.go_live + timedelta(n))
    past = [day for day in ends if day <= when.second]
    return draw(st.sampled_from(past) | about)


@st.composite
def subscriptions(
    draw, owners: list[Row], when: Dates, *, prefix: str, sizes: tuple[int, int]
) -> list[Row]:
    rows = []
    for number in range(draw(st.integers(*sizes))):
        currency, started_on = draw(CURRENCIES), draw(starts(when))
        ended_on = st.integers(0, 150).map(lambda n, s=started_on: str(s + timedelta(n)))
        rows.append(
            {
                "ref": f"{prefix}{number}",
                "customer": draw(st.sampled_from(owners))["ref"],
                "product": draw(st.sampled_from(["Internet", "Mobile"])),
                "price": draw(amounts(currency)),
                "currency": currency,
                "commissionable": draw(stated(amounts(currency))),
                "volume": draw(VOLUMES),
                "started_on": str(started_on),
                "ended_on": draw(ended_on) if draw(st.integers(0, 3)) == 0 else "",
                "billing": draw(st.sampled_from(["", "automatic", "external"])),
            }
        )
    return rows


def period_starts(told: Row, when: Dates) -> list[date]:
    """Those of a subscription between two months before go-live and the second run."""
    started_on = date.fromisoformat(told["started_on"])
    ended_on = date.fromisoformat(told["ended_on"] or "9999-01-01")
    months = (when.go_live.year - started_on.year) * 12 + when.go_live.month - started_on.month
    nearby = (month_later(started_on, k) for k in range(max(0, months - 2), months + 5))
    return [day for day in nearby if day < ended_on and day <= when.second]


@st.composite
def charges(
    draw, of: list[Row], when: Dates, *, known: set[tuple[str, date]], prefix: str, most: int
) -> list[Row]:
    """One for each of some periods that are in no `known` charge; paid early, late, before go-live.

    An automatic subscription's charge may come by file as well, before the run raises it."""
    open_periods = [
        (told, day)
        for told in of
        for day in period_starts(told, when)
        if (told["ref"], day) not in known
    ]
    if not open_periods:
        return []
    chosen = draw(st.lists(st.sampled_from(range(len(open_periods))), unique=True, max_size=most))
    return [
        {
            "ref": f"{prefix}{number}",
            "subscription": told["ref"],
            "period_start": str(start),
            "amount": draw(stated(amounts(told["currency"]))),
            "commissionable": draw(stated(amounts(told["currency"]))),
            "volume": draw(stated(VOLUMES)),
            "paid_on": str(start + timedelta(draw(st.sampled_from([-9, 0, 0, 1, 5, 25, 40])))),
        }
        for number, (told, start) in enumerate(open_periods[i] for i in chosen)
    ]


@st.composite
def refunds(draw, company: Company, when: Dates, *, prefix: str, most: int) -> list[Row]:
    """Of charges that `company` has: in full, in part, several; never more than is left."""
    left = {
        charge.ref: charge.amount - sum(amount for _, amount in charge.refunds)
        for charge in company.charges.values()
    }
    rows = []
    for number in range(draw(st.integers(0, most))):
        refundable = [ref for ref in left if left[ref]]
        if not refundable:
            break
        # One refunded in part is likelier than another: several refunds of one charge.
        again = [row["charge"] for row in rows if left[row["charge"]]]
        ref = draw(st.sampled_from(refundable + again))
        charge = company.charges[ref]
        part = draw(st.sampled_from([left[ref], (left[ref] + 1) // 2, (left[ref] + 2) // 3, 1]))
        left[ref] -= part
        currency = company.subscriptions[charge.subscription]["currency"]
        row = {"ref": f"{prefix}{number}", "charge": ref}
        row |= {"amount": point(part, DECIMALS[currency])}
        rows.append(row | {"refunded_on": str(draw(when.near(charge.paid_on)))})
    return rows


# The company


@st.composite
def companies(draw) -> Facts:
    when = draw(dates())
    team = draw(agents(known=[], prefix="A", sizes=(4, 11)))
    buyers = draw(customers(team, prefix="C", sizes=(3, 10)))
    subscribed = draw(subscriptions(buyers, when, prefix="S", sizes=(5, 18)))
    paid = draw(charges(subscribed, when, known=set(), prefix="X", most=12))
    facts = Facts(
        plans=[draw(plans(when.go_live))],
        first={"agents": team, "customers": buyers, "subscriptions": subscribed, "charges": paid},
        runs=(when.first, when.second),
        backwards=draw(st.booleans()),
        left_out=draw(st.sampled_from([frozenset(), OPTIONAL_COLUMNS])),
    )
    draw(second_plan(facts, when))
    facts.first["refunds"] = draw(refunds(load(Company(), facts), when, prefix="R", most=8))
    facts.later = draw(later(facts, when))
    return facts


@st.composite
def second_plan(draw, facts: Facts, when: Dates) -> None:
    """In the first load from any day after go-live, or in `later` from after the first run."""
    choice = draw(st.sampled_from(["none", "first", "later"]))
    if choice == "first":
        days = draw(st.integers(1, 60))
        facts.plans.append(draw(plans(when.go_live + timedelta(days))))
    elif choice == "later":
        days = draw(st.integers(1, 20))
        facts.later_plans.append(draw(plans(when.first + timedelta(days))))


@st.composite
def later(draw, facts: Facts, when: Dates) -> Files:
    """What changes and what is new after the first run; some known rows come once more, equal."""
    ran = load(Company(), facts)
    ran.run_through(when.first)
    first = facts.first
    changed = [row | {"name": draw(NAMES), "status": draw(STATUSES)} for row in first["agents"]]
    team = changed + draw(agents(known=first["agents"], prefix="B", sizes=(0, 4)))
    buyers = draw(customers(team, prefix="D", sizes=(0, 3)))
    told = [draw(ended_anew(row, ran, when)) for row in first["subscriptions"]]
    told += draw(subscriptions(first["customers"] + buyers, when, prefix="T", sizes=(0, 6)))
    # What the first run raised is known by plain's own billing; a period is charged once.
    known = {(charge.subscription, charge.period_start) for charge in ran.charges.values()}
    paid = draw(charges(told, when, known=known, prefix="Y", most=8))
    files = {"agents": team, "customers": buyers, "subscriptions": told, "charges": paid}
    load(ran, replace(facts, later=files), "later")
    files["refunds"] = draw(refunds(ran, when, prefix="L", most=8))
    if draw(st.booleans()):
        for name in ("customers", "charges", "refunds"):
            files[name] = first[name] + files[name]
    return files


@st.composite
def ended_anew(draw, told: Row, ran: Company, when: Dates) -> Row:
    """Another end, or none any more; never at or before the start of a charged period."""
    if draw(st.integers(0, 3)):
        return told
    charged = [
        charge.period_start for charge in ran.charges.values() if charge.subscription == told["ref"]
    ]
    last = max([date.fromisoformat(told["started_on"]), *charged])
    soon = st.integers(1, 40).map(lambda n: str(last + timedelta(n)))
    return told | {"ended_on": draw(st.just("") | soon)}


def load(company: Company, facts: Facts, part: str = "") -> Company:
    with TemporaryDirectory() as name:
        facts.write(Path(name))
        company.load(Path(name, part))
    return company
