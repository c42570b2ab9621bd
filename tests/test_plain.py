"""The plain implementation is right itself: the four examples, cases by hand, what always holds."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings

from tests import examples
from tests.plain import DECIMALS, Company
from tests.strategies import Facts, Row, companies

ALL_RANKS_ARE_ONE = """
effective_from = 2026-01-01
[[ranks]]
name = "Associate"
residual = "10%"
"""


@pytest.mark.parametrize("name", examples.NAMES)
def test_an_example_comes_to_what_is_expected(name):
    company = Company()
    company.load(examples.NETWORKS / name)
    company.run_through(examples.FIRST)
    company.load(examples.NETWORKS / name / "later")
    company.run_through(examples.SECOND)
    for line in (lines := company.lines):
        del line["charge"]
    assert sorted(tuple(line.values()) for line in lines) == examples.expected_lines(name)
    transfers = sorted(tuple(row.values()) for row in company.transfers)
    assert transfers == examples.expected_transfers(name)


# By hand. Ann stands above; every agent has one customer, and sells to it.


def sale(owner: str, price: str = "100.00", *, on: str = "2026-01-10", **more: str) -> Row:
    """A month's subscription; a price of 0.00 gives volume and no lines."""
    told = {"ref": f"S-{owner}", "customer": f"C-{owner}", "product": "Mobile", "price": price}
    told |= {"currency": "USD", "volume": "0", "started_on": on, "ended_on": "", "billing": ""}
    return told | more


def loaded(
    folder: Path,
    plan: str,
    *sales: Row,
    under: dict[str, str] | None = None,
    charges: list[Row] | None = None,
    refunds: list[Row] | None = None,
) -> Company:
    """A company with Ann and those in `under`, which gives each one's sponsor."""
    sponsors = {"ANN": ""} | (under or {})
    agents = [
        {"code": code, "sponsor": sponsor, "name": code, "email": f"{code}@example.com"}
        for code, sponsor in sponsors.items()
    ]
    buyers = [
        {"ref": f"C-{code}", "agent": code, "name": code, "email": f"c-{code}@example.net"}
        for code in sponsors
    ]
    first = {"agents": agents, "customers": buyers, "subscriptions": list(sales)}
    first |= {"charges": charges or [], "refunds": refunds or []}
    days = date(2026, 1, 31), date(2026, 2, 28)
    Facts(plans=[plan], first=first, runs=days).write(folder)
    company = Company()
    company.load(folder)
    return company


def short(company: Company) -> list[tuple[str, ...]]:
    names = ("posted_on", "entry", "earner", "kind", "level", "rate", "amount")
    return [tuple(line[name] for name in names) for line in company.lines]


def by_file(*, paid_on: str) -> dict[str, list[Row]]:
    """Ann's sale, billed by another system, with its one charge."""
    charge = {"ref": "X1", "subscription": "S-ANN", "period_start": "2026-01-10"}
    return {"charges": [charge | {"paid_on": paid_on}]}


def refund(amount: str, on: str, ref: str = "R1") -> Row:
    return {"ref": ref, "charge": "X1", "amount": amount, "refunded_on": on}


def test_periods_start_on_the_last_day_of_a_month_that_is_too_short(tmp_path):
    company = loaded(tmp_path, ALL_RANKS_ARE_ONE, sale("ANN", on="2026-01-31"))
    company.run_through(date(2026, 3, 31))
    starts = [line["period_start"] for line in company.lines]
    assert starts == ["2026-01-31", "2026-02-28", "2026-03-31"]


def test_no_period_starts_on_the_day_a_subscription_ended(tmp_path):
    company = loaded(tmp_path, ALL_RANKS_ARE_ONE, sale("ANN", ended_on="2026-02-10"))
    company.run_through(date(2026, 3, 31))
    assert [line["charge"] for line in company.lines] == ["S-ANN@2026-01-10"]


def test_a_period_over_go_live_counts_and_pays_nothing(tmp_path):
    over = sale("ANN", on="2025-12-02", ended_on="2026-01-02", volume="60")
    company = loaded(tmp_path, ALL_RANKS_ARE_ONE, over)
    company.run_through(date(2026, 1, 2))
    assert company.lines == []
    assert company.standing(date(2026, 1, 1))["ANN"] == (60, 1, 60, True, "Associate")
    assert company.standing(date(2026, 1, 2))["ANN"] == (0, 0, 0, True, "Associate")


def test_a_fraction_of_a_cent_is_carried(tmp_path):
    plan = ALL_RANKS_ARE_ONE.replace("10%", "0.25%")
    company = loaded(tmp_path, plan, sale("ANN", "22.00"))
    company.run_through(date(2026, 3, 31))
    assert [line["amount"] for line in company.lines] == ["0.05500000"] * 3
    assert [row["amount"] for row in company.transfers] == ["0.06", "0.05", "0.06"]


def test_a_charge_refunded_in_full_before_its_first_night_is_never_commissioned(tmp_path):
    told, back = sale("ANN", billing="external", volume="60"), refund("100.00", "2026-01-12")
    facts = by_file(paid_on="2026-01-15")
    company = loaded(tmp_path, ALL_RANKS_ARE_ONE, told, refunds=[back], **facts)
    company.run_through(date(2026, 2, 28))
    assert company.lines == []
    assert company.standing(date(2026, 1, 20))["ANN"][:3] == (0, 0, 0)


def test_a_part_refunded_by_the_first_night_is_clawed_back_in_that_night(tmp_path):
    told, back = sale("ANN", billing="external"), refund("25.00", "2026-01-05")
    facts = by_file(paid_on="2026-01-15")
    company = loaded(tmp_path, ALL_RANKS_ARE_ONE, told, refunds=[back], **facts)
    company.run_through(date(2026, 2, 28))
    assert short(company) == [
        ("2026-01-15", "earned", "ANN", "residual", "0", "10.0000", "10.00000000"),
        ("2026-01-15", "clawback", "ANN", "residual", "0", "10.0000", "-2.50000000"),
    ]
    assert [(row["entry"], row["amount"]) for row in company.transfers] == [
        ("clawback", "2.50"),
        ("earned", "10.00"),
    ]


def test_refunds_in_parts_claw_back_the_line_to_the_millionth(tmp_path):
    told = sale("ANN", "0.03", billing="external", commissionable="0.01")
    backs = [refund("0.01", f"2026-01-{day}", f"R{day}") for day in (20, 21, 22)]
    facts = by_file(paid_on="2026-01-15")
    company = loaded(tmp_path, ALL_RANKS_ARE_ONE, told, refunds=backs, **facts)
    company.run_through(date(2026, 2, 28))
    amounts = [line["amount"] for line in company.lines]
    assert amounts == ["0.00100000", "-0.00033333", "-0.00033334", "-0.00033333"]


def test_a_charge_of_zero_counts_and_is_never_refunded(tmp_path):
    told = sale("ANN", "0.00", commissionable="5.00", volume="60", ended_on="2026-01-11")
    company = loaded(tmp_path, ALL_RANKS_ARE_ONE, told)
    company.run_through(date(2026, 1, 10))
    assert [line["amount"] for line in company.lines] == ["0.50000000"]
    assert company.standing(date(2026, 1, 10))["ANN"][:3] == (60, 1, 60)


def test_known_rows_loaded_again_change_nothing(tmp_path):
    told, back = sale("ANN", billing="external"), refund("25.00", "2026-01-20")
    facts = by_file(paid_on="2026-01-15")
    company = loaded(tmp_path, ALL_RANKS_ARE_ONE, told, refunds=[back], **facts)
    company.run_through(date(2026, 1, 31))
    before = company.lines, list(company.transfers)
    company.load(tmp_path)
    company.run_through(date(2026, 2, 28))
    assert (company.lines, company.transfers) == before


CHAIN = {"BEA": "ANN", "CY": "BEA", "DEE": "CY", "EVE": "DEE"}
LEVELS = """
effective_from = 2026-01-01
active_volume = 20
compression = "{}"
[[ranks]]
name = "Associate"
[[ranks]]
name = "Leader"
levels = ["10%", "8%", "6%", "4%"]
personal_volume = 60
"""


@pytest.mark.parametrize(
    ("compression", "bea", "ann"),
    [
        ("none", ("3", "6.0000"), ("4", "4.0000")),
        ("active", ("2", "8.0000"), ("3", "6.0000")),
        ("qualified", ("1", "10.0000"), ("2", "8.0000")),
    ],
)
def test_compression_passes_over_who_does_not_earn(tmp_path, compression, bea, ann):
    """Eve sells. Dee is active and has no levels, Cy is not active, Bea and Ann earn."""
    volumes = {"ANN": "60", "BEA": "60", "DEE": "20"}
    sales = [sale(code, "0.00", volume=volume) for code, volume in volumes.items()]
    plan = LEVELS.format(compression)
    company = loaded(tmp_path, plan, sale("EVE", volume="20"), *sales, under=CHAIN)
    company.run_through(date(2026, 1, 31))
    earned = {line["earner"]: (line["level"], line["rate"]) for line in company.lines}
    assert earned == {"BEA": bea, "ANN": ann}


def test_the_default_compression_is_active(tmp_path):
    volumes = {"ANN": "60", "BEA": "60", "DEE": "20"}
    sales = [sale(code, "0.00", volume=volume) for code, volume in volumes.items()]
    plan = LEVELS.replace('compression = "{}"\n', "")
    company = loaded(tmp_path, plan, sale("EVE", volume="20"), *sales, under=CHAIN)
    company.run_through(date(2026, 1, 31))
    assert [(line["earner"], line["level"]) for line in company.lines] == [
        ("BEA", "2"),
        ("ANN", "3"),
    ]


def test_an_override_pays_the_difference_to_who_stands_higher(tmp_path):
    """Cy has 2 %, Dee 1 %, Bea 2 % and Ann 5 %: Dee and Bea add nothing to what is paid."""
    plan = """
effective_from = 2026-01-01
[[ranks]]
name = "Associate"
override = "1%"
[[ranks]]
name = "Builder"
override = "2%"
personal_volume = 20
[[ranks]]
name = "Leader"
override = "5%"
personal_volume = 60
"""
    under = {"BEA": "ANN", "DEE": "BEA", "CY": "DEE"}
    volumes = {"ANN": "60", "BEA": "20"}
    sales = [sale(code, "0.00", volume=volume) for code, volume in volumes.items()]
    company = loaded(tmp_path, plan, sale("CY", volume="20"), *sales, under=under)
    company.run_through(date(2026, 1, 31))
    assert short(company) == [
        ("2026-01-10", "earned", "CY", "override", "0", "2.0000", "2.00000000"),
        ("2026-01-10", "earned", "ANN", "override", "3", "3.0000", "3.00000000"),
    ]


@pytest.mark.parametrize(("own", "rank"), [("0", "Associate"), ("1", "Leader")])
def test_half_of_an_odd_group_volume_is_rounded_down(tmp_path, own, rank):
    plan = """
effective_from = 2026-01-01
[[ranks]]
name = "Associate"
[[ranks]]
name = "Leader"
group_volume = 101
max_leg_share = "50%"
"""
    sales = [sale("ANN", "0.00", volume=own)]
    sales += [sale(code, "0.00", volume="60") for code in ("BEA", "CY")]
    company = loaded(tmp_path, plan, *sales, under={"BEA": "ANN", "CY": "ANN"})
    company.run_through(date(2026, 1, 31))
    assert company.standing(date(2026, 1, 31))["ANN"][4] == rank


def test_a_rank_need_not_hold_the_ones_below_it_and_a_leg_may_hold_one_deep_down(tmp_path):
    """Cy sells enough for Builder; that is in one of Bea's legs, and, deeper, in one of Ann's."""
    plan = """
effective_from = 2026-01-01
[[ranks]]
name = "Associate"
[[ranks]]
name = "Builder"
personal_volume = 60
[[ranks]]
name = "Leader"
legs = 1
leg_rank = "Builder"
"""
    told = sale("CY", "0.00", volume="60")
    company = loaded(tmp_path, plan, told, under={"BEA": "ANN", "CY": "BEA"})
    company.run_through(date(2026, 1, 31))
    ranks = {code: row[4] for code, row in company.standing(date(2026, 1, 31)).items()}
    assert ranks == {"ANN": "Leader", "BEA": "Leader", "CY": "Builder"}


# What always holds


def exact(company: Company) -> dict[tuple[str, str, str], Decimal]:
    """Σ lines by agent, entry and currency, clawbacks positive; major units."""
    sums: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for line in company.lines:
        sums[line["earner"], line["entry"], line["currency"]] += abs(Decimal(line["amount"]))
    return sums


def posted(company: Company) -> dict[tuple[str, str, str], Decimal]:
    sums: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for row in company.transfers:
        assert Decimal(row["amount"]) > 0
        sums[row["agent"], row["entry"], row["currency"]] += Decimal(row["amount"])
    return sums


def check_ledger(company: Company) -> None:
    lines, transfers = exact(company), posted(company)
    assert transfers.keys() <= lines.keys()
    for key, amount in lines.items():
        half = Decimal(5).scaleb(-DECIMALS[key[2]] - 1)
        assert abs(amount - transfers.get(key, Decimal(0))) <= half


def check_clawbacks(company: Company) -> None:
    """Of each line no more than it earned; all of it, where its charge is refunded in full."""
    left: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for line in company.lines:
        amount = Decimal(line["amount"])
        assert amount > 0 if line["entry"] == "earned" else amount < 0
        left[line["charge"], line["earner"], line["kind"], line["level"]] += amount
    for (charge, *_), amount in left.items():
        assert amount >= 0
        if company.charges[charge].refunded_in_full_by(company.last_night):
            assert amount == 0


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(companies())
def test_what_always_holds_of_random_companies(facts: Facts):
    company = Company()
    with TemporaryDirectory() as name:
        facts.write(Path(name))
        for files, through in zip((Path(name), Path(name, "later")), facts.runs, strict=True):
            night_before = company.last_night
            company.load(files)
            company.run_through(through)
            check_ledger(company)
            # What was loaded after the last night is for the next one.
            if company.last_night != night_before:
                check_clawbacks(company)
    before = company.lines, list(company.transfers)
    company.run_through(facts.runs[1])
    assert (company.lines, company.transfers) == before
