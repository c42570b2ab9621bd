"""A company of 2,000 agents is believable: what a visitor sees first."""

import tomllib
import unicodedata
from collections import Counter

import pytest

from commissions.demo.generate import go_live, write_company
from tests.demo.folder import UNTIL, read


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("company")
    write_company(folder, agents=2000, until=UNTIL)
    return folder


@pytest.fixture(scope="module")
def written(folder):
    return read(folder)


@pytest.fixture(scope="module")
def plan(folder):
    return tomllib.loads((folder / "plan.toml").read_text(encoding="utf-8"))


def test_the_plan_has_five_ranks_and_begins_six_months_ago(plan):
    assert [rank["name"] for rank in plan["ranks"]][::4] == ["Associate", "Ambassador"]
    assert len(plan["ranks"]) == 5
    assert plan["effective_from"] == go_live(UNTIL) and go_live(UNTIL).day == 1
    assert 180 <= (UNTIL - go_live(UNTIL)).days <= 215


def test_no_charge_can_pay_more_than_45_percent(plan):
    def percent(text: str) -> float:
        return float(text.rstrip("%"))

    ranks = plan["ranks"]
    deepest = max(len(rank["levels"]) for rank in ranks)
    levels = [[percent(rate) for rate in rank["levels"]] + [0.0] * deepest for rank in ranks]
    most = sum(max(at) for at in zip(*(rates[:deepest] for rates in levels), strict=True))
    most += max(percent(rank["residual"]) for rank in ranks)
    most += max(percent(rank.get("override", "0%")) for rank in ranks)
    assert 35 <= most <= 45


def test_the_tree_is_deep_and_most_recruit_nobody(written):
    depth: dict[str, int] = {}
    for row in written.agents:
        depth[row["code"]] = depth[row["sponsor"]] + 1 if row["sponsor"] else 0
    recruits = Counter(row["sponsor"] for row in written.agents)
    assert 8 <= max(depth.values()) <= 20
    assert recruits[""] == 3
    assert 0.6 < 1 - (len(recruits) - 1) / 2000 < 0.85
    assert recruits["A-000001"] > 20


def test_a_few_agents_are_terminated_or_suspended(written):
    status = Counter(row["status"] for row in written.agents)
    assert 20 <= status["terminated"] <= 120
    assert 5 <= status["suspended"] <= 40
    assert written.agents[0]["status"] == "active"


def test_customers_are_few_for_most_and_many_for_some(written):
    customers = Counter(row["agent"] for row in written.customers)
    own = sum(row["own_account"] == "true" for row in written.customers)
    assert 1.9 < len(written.customers) / 2000 < 2.5
    assert 0.3 < own / 2000 < 0.37
    assert customers.most_common(1)[0][1] > 24
    assert len(customers) < 1600


def test_three_currencies_and_a_tenth_billed_elsewhere(written):
    subscriptions = written.subscriptions.values()
    currencies = Counter(row["currency"] for row in subscriptions)
    assert set(currencies) == {"USD", "EUR", "JPY"}
    assert min(currencies.values()) > 100
    external = sum(row["billing"] == "external" for row in subscriptions)
    assert 0.07 < external / len(subscriptions) < 0.14
    assert len({row["product"] for row in subscriptions}) == 8


def test_subscriptions_begin_at_month_ends_too_and_some_come_back(written):
    begun = Counter(row["started_on"][8:] for row in written.subscriptions.values())
    assert begun["29"] and begun["30"] and begun["31"]
    taken = Counter((row["customer"], row["product"]) for row in written.subscriptions.values())
    assert max(taken.values()) > 1


def test_some_payments_are_late_and_some_charges_by_use(written):
    late = sum(row["period_start"] < row["paid_on"] for row in written.charges.values())
    assert 0.1 < late / len(written.charges) < 0.5
    assert any(row["amount"] for row in written.charges.values())


def test_names_are_in_latin_letters_with_accents_and_addresses_in_ascii(written):
    people = written.agents + written.customers
    letters = {letter for row in people for letter in row["name"] if letter.isalpha()}
    assert all(unicodedata.name(letter).startswith("LATIN") for letter in letters)
    assert set("éüłñễ") <= {letter.lower() for letter in letters}
    assert max(len(row["name"]) for row in people) > 30
    assert all(row["email"].isascii() for row in people)
    domains = {row["email"].partition("@")[2] for row in people}
    assert domains == {"example.com", "example.net", "example.org"}


def test_progress_is_told_by_stage(tmp_path):
    told: list[tuple[str, int, int]] = []
    write_company(tmp_path, agents=30, until=UNTIL, progress=lambda *at: told.append(at))
    assert ("invent agents", 30, 30) in told
    assert ("write agents.csv", 30, 30) in told
