"""What is true of every written company, whatever its size."""

import os
import subprocess
import sys
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from agents.periods import period_number
from commissions.demo.generate import first_run, go_live, write_company
from tests.demo.folder import UNTIL, Written, all_bytes, day, days_before, raised, read

DECIMALS = {"USD": 2, "EUR": 2, "JPY": 0}


@pytest.fixture(scope="module", params=[0, 1, 3, 40, 2000])
def written(request, tmp_path_factory) -> Written:
    folder = tmp_path_factory.mktemp("company")
    write_company(folder, agents=request.param, until=UNTIL)
    made = read(folder)
    assert len(made.agents) == request.param
    return made


def test_the_same_arguments_give_the_same_bytes(tmp_path):
    for name in ("first", "second"):
        write_company(tmp_path / name, agents=120, until=UNTIL, seed=7)
    assert all_bytes(tmp_path / "first") == all_bytes(tmp_path / "second")


def test_another_process_gives_the_same_bytes_without_django(tmp_path):
    code = (
        "import sys; from datetime import date; from pathlib import Path;"
        "from commissions.demo.generate import write_company;"
        "write_company(Path(sys.argv[1]), agents=120, until=date(2026, 11, 22));"
        "assert 'django' not in sys.modules"
    )
    write_company(tmp_path / "0", agents=120, until=UNTIL)
    for seed in ("1", "2"):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        command = [sys.executable, "-c", code, str(tmp_path / seed)]
        subprocess.run(command, env=environment, check=True)
        assert all_bytes(tmp_path / seed) == all_bytes(tmp_path / "0")


def test_another_seed_gives_another_company(tmp_path):
    for seed in (1, 2):
        write_company(tmp_path / str(seed), agents=20, until=UNTIL, seed=seed)
    assert all_bytes(tmp_path / "1") != all_bytes(tmp_path / "2")


def test_writing_again_leaves_nothing_of_the_larger_company(tmp_path):
    write_company(tmp_path / "again", agents=50, until=UNTIL)
    for name in ("again", "afresh"):
        write_company(tmp_path / name, agents=3, until=UNTIL)
    assert all_bytes(tmp_path / "again") == all_bytes(tmp_path / "afresh")


def test_codes_refs_and_emails_are_unique(written):
    for named in (
        [row["code"] for row in written.agents],
        [row["email"] for row in written.agents],
        [row["ref"] for row in written.customers],
        [row["email"] for row in written.customers],
        [row["ref"] for row in written.refunds + written.later],
        [(row["subscription"], row["period_start"]) for row in written.charges.values()],
    ):
        assert len(named) == len(set(named))


def test_every_agent_stands_below_one_who_joined_no_later(written):
    joined_on: dict[str, date] = {}
    for row in written.agents:
        if row["sponsor"]:
            assert joined_on[row["sponsor"]] <= day(row["joined_on"]) <= UNTIL
        joined_on[row["code"]] = day(row["joined_on"])


def test_what_a_row_names_is_there(written):
    codes = {row["code"] for row in written.agents}
    customers = {row["ref"] for row in written.customers}
    assert {row["agent"] for row in written.customers} <= codes
    assert {row["customer"] for row in written.subscriptions.values()} <= customers
    assert {row["subscription"] for row in written.charges.values()} <= set(written.subscriptions)
    assert {row["charge"] for row in written.refunds} <= set(written.charges)


def test_subscriptions_begin_after_their_agent_and_end_after_their_beginning(written):
    joined_on = {row["code"]: row["joined_on"] for row in written.agents}
    agent = {row["ref"]: row["agent"] for row in written.customers}
    for row in written.subscriptions.values():
        assert joined_on[agent[row["customer"]]] <= row["started_on"] <= str(UNTIL)
        assert not row["ended_on"] or row["started_on"] < row["ended_on"] <= str(UNTIL)
        assert row["volume"].isdigit()


def test_charges_are_of_external_subscriptions_and_start_with_a_period(written):
    for row in written.charges.values():
        subscription = written.subscriptions[row["subscription"]]
        assert subscription["billing"] == "external"
        start = day(row["period_start"])
        assert period_number(day(subscription["started_on"]), start) is not None
        assert not subscription["ended_on"] or start < day(subscription["ended_on"])
        assert start <= day(row["paid_on"]) <= UNTIL


def test_amounts_have_no_more_decimals_than_their_currency(written):
    subscriptions = written.subscriptions
    amounts = [
        (s["currency"], s[c]) for s in subscriptions.values() for c in ("price", "commissionable")
    ]
    for row in written.charges.values():
        currency = subscriptions[row["subscription"]]["currency"]
        amounts += [(currency, row["amount"]), (currency, row["commissionable"])]
    for row in written.refunds:
        charge = written.charges[row["charge"]]
        amounts.append((subscriptions[charge["subscription"]]["currency"], row["amount"]))
    for row in written.later:
        amounts.append((subscriptions[row["charge"].split("@")[0]]["currency"], row["amount"]))
    for currency, amount in amounts:
        assert len(amount.partition(".")[2]) <= DECIMALS[currency]


def test_commissionable_is_never_above_the_amount(written):
    for row in written.subscriptions.values():
        assert Decimal(row["commissionable"] or row["price"]) <= Decimal(row["price"])
    for row in written.charges.values():
        if row["commissionable"]:
            assert Decimal(row["commissionable"]) <= written.amount(row)


def test_refunds_come_after_the_payment_and_never_exceed_it(written):
    refunded: Counter[str] = Counter()
    for row in written.refunds:
        charge = written.charges[row["charge"]]
        refunded[row["charge"]] += Decimal(row["amount"])
        assert 0 < refunded[row["charge"]] <= written.amount(charge)
        assert charge["paid_on"] < row["refunded_on"] <= str(UNTIL)


def test_later_refunds_are_of_charges_raised_before_the_first_run(written):
    due = raised(written, go_live=go_live(UNTIL), through=days_before(UNTIL, 11))
    refunded: Counter[str] = Counter()
    for row in written.later:
        refunded[row["charge"]] += Decimal(row["amount"])
        assert 0 < refunded[row["charge"]] <= Decimal(due[row["charge"]]["price"])
        assert first_run(UNTIL) < day(row["refunded_on"]) <= UNTIL
        assert (day(row["refunded_on"]) - day(row["charge"].split("@")[1])).days >= 3
