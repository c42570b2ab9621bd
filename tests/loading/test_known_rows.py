"""Rows that are loaded already: left alone, safely changed, or refused."""

from datetime import date

import pytest

from agents.models import Agent, Arrival, Charge, Customer, Refund, Subscription
from commissions.loading.outcome import Count
from tests.loading.folders import GOOD, load_files, refused

MODELS = (Agent, Customer, Subscription, Charge, Refund, Arrival)


@pytest.fixture
def network(db, tmp_path):
    load_files(tmp_path, GOOD)


def rows():
    return [list(model.objects.order_by("pk").values()) for model in MODELS]


def changed(file: str, old: str, new: str) -> dict[str, str]:
    assert old in GOOD[file]
    return {file: GOOD[file].replace(old, new)}


def test_equal_rows_are_left_alone(network, tmp_path):
    before = rows()
    loaded = load_files(tmp_path, GOOD)
    assert {count[:2] for count in loaded.files.values()} == {(0, 0)}
    assert rows() == before


def test_what_a_file_leaves_out_stays_as_it_is(network, tmp_path):
    before = rows()
    load_files(
        tmp_path,
        {
            "agents.csv": "code,sponsor,name,email\nBEA,ANN,Bea,bea@example.com\n",
            "customers.csv": "ref,agent,name,email,own_account\nC2,BEA,Bea,bea@example.com,\n",
            "subscriptions.csv": "ref,customer,product,price,currency,volume,started_on\n"
            "S1,C1,Internet,22,USD,20,2026-01-31\nS2,C2,Phone,1500,JPY,15,2026-01-05\n",
            "charges.csv": "ref,subscription,period_start,paid_on\nX2,S1,2026-02-28,2026-03-01\n",
        },
    )
    assert rows() == before


def test_names_addresses_and_statuses_are_updated(network, tmp_path):
    agents = changed(
        "agents.csv", "Bea,bea@example.com,2025-07-01,active", "Beate,b@example.com,,suspended"
    )
    customers = changed("customers.csv", "Cora,cora@example.net", "Coralie,c@example.net")
    loaded = load_files(tmp_path, agents | customers)
    assert loaded.files == {name: Count(0, 1, 1) for name in ("agents.csv", "customers.csv")}
    bea, cora = Agent.objects.get(code="BEA"), Customer.objects.get(ref="C1")
    assert (bea.name, bea.email, bea.status) == ("Beate", "b@example.com", "suspended")
    assert (bea.joined_on, bea.sponsor.code) == (date(2025, 7, 1), "ANN")
    assert (cora.name, cora.email) == ("Coralie", "c@example.net")


@pytest.mark.parametrize(
    ("said", "stored"),
    [("2026-04-01", date(2026, 4, 1)), ("", None), ("2026-06-05", date(2026, 6, 5))],
)
def test_an_end_is_updated_and_an_empty_one_taken_away(network, tmp_path, said, stored):
    load_files(tmp_path, changed("subscriptions.csv", "2026-06-05,", f"{said},"))
    assert Subscription.objects.get(ref="S2").ended_on == stored


@pytest.mark.parametrize(("end", "refuses"), [("2026-02-28", True), ("2026-03-01", False)])
def test_an_end_before_a_charged_period_is_refused(network, tmp_path, end, refuses):
    files = changed("subscriptions.csv", "2026-01-31,,", f"2026-01-31,{end},")
    if not refuses:
        load_files(tmp_path, files)
        return
    assert refused(tmp_path, files) == [
        "subscriptions.csv:2: ended_on: 2026-02-28 is too early, as the period that starts on "
        "2026-02-28 is charged already; take a later day"
    ]


def test_an_end_before_a_period_charged_in_the_same_load_is_refused(network, tmp_path):
    files = changed("subscriptions.csv", "2026-01-31,,", "2026-01-31,2026-03-02,")
    files["charges.csv"] = GOOD["charges.csv"] + "X3,S1,2026-03-31,,,,2026-04-01\n"
    assert refused(tmp_path, files) == [
        "charges.csv:4: period_start: S1 ends on 2026-03-02; 2026-03-31 is not before that"
    ]


PLACE = "a load changes no agent's place or date: leave it as loaded"
PAID = "its charges have paid by that: leave it as loaded"
ENDS = "its charges have paid by that: end it and start another"
REFUND = "a refund never changes: leave it as loaded"
CHARGE = "a charge never changes: refund it, or leave it as loaded"
REFUSED = [
    (
        "agents.csv",
        "BEA,ANN",
        "BEA,",
        f"3: sponsor is loaded as ANN, and the file says none; {PLACE}",
    ),
    (
        "agents.csv",
        "2025-07-01",
        "2025-07-02",
        f"3: joined_on is loaded as 2025-07-01, and the file says 2025-07-02; {PLACE}",
    ),
    (
        "customers.csv",
        "C1,BEA",
        "C1,ANN",
        f"2: agent is loaded as BEA, and the file says ANN; {PAID}",
    ),
    (
        "customers.csv",
        "net,",
        "net,true",
        f"2: own_account is loaded as false, and the file says true; {PAID}",
    ),
    (
        "subscriptions.csv",
        "22.00",
        "22.01",
        f"2: price is loaded as 22.00 USD, and the file says 22.01 USD; {ENDS}",
    ),
    (
        "subscriptions.csv",
        "Internet",
        "Phone",
        f"2: product is loaded as Internet, and the file says Phone; {ENDS}",
    ),
    (
        "subscriptions.csv",
        "external",
        "automatic",
        f"2: billing is loaded as external, and the file says automatic; {ENDS}",
    ),
    (
        "subscriptions.csv",
        "2026-01-05",
        "2026-01-06",
        f"3: started_on is loaded as 2026-01-05, and the file says 2026-01-06; {ENDS}",
    ),
    (
        "charges.csv",
        "2026-02-02",
        "2026-02-03",
        f"2: paid_on is loaded as 2026-02-02, and the file says 2026-02-03; {CHARGE}",
    ),
    (
        "charges.csv",
        "21.00",
        "21.50",
        f"3: amount is loaded as 21.00 USD, and the file says 21.50 USD; {CHARGE}",
    ),
    ("charges.csv", "X1,", "X3,", "2: period_start: S1 is charged for 2026-01-31 already, as X1"),
    (
        "refunds.csv",
        "10.00",
        "10.01",
        f"2: amount is loaded as 10.00 USD, and the file says 10.01 USD; {REFUND}",
    ),
    (
        "refunds.csv",
        "R1,X1,10.00",
        "R2,X1,12.01",
        "2: amount: with this one 22.01 USD of X1 would be refunded, and it was 22.00",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), REFUSED, ids=range(len(REFUSED)))
def test_what_has_paid_is_not_changed(network, tmp_path, file, old, new, said):
    before = rows()
    assert refused(tmp_path, changed(file, old, new)) == [f"{file}:{said}"]
    assert rows() == before


def test_new_rows_may_refer_to_those_in_the_database(network, tmp_path):
    loaded = load_files(
        tmp_path,
        {
            "agents.csv": "code,sponsor,name,email\nCY,BEA,Cy,cy@example.com\n",
            "customers.csv": "ref,agent,name,email\nC3,ANN,Cleo,cleo@example.net\n",
            "subscriptions.csv": "ref,customer,product,price,currency,volume,started_on\n"
            "S3,C2,Internet,22,EUR,20,2026-01-31\n",
            "charges.csv": "ref,subscription,period_start,paid_on\nX3,S2,2026-03-05,2026-03-05\n",
            "refunds.csv": "ref,charge,amount,refunded_on\nR2,X2,21,2026-03-02\n",
        },
    )
    assert set(loaded.files.values()) == {Count(added=1)}
    assert Arrival.objects.count() == 2


def test_many_rows_are_read_and_written_in_as_many_queries_as_few(
    db, tmp_path, django_assert_max_num_queries
):
    rows = "".join(f"A{i},A{i - 1},A,a@example.com\n" for i in range(1, 1500))
    text = f"code,sponsor,name,email\nA0,,A,a@example.com\n{rows}"
    for _ in range(2):
        with django_assert_max_num_queries(30):
            load_files(tmp_path, {"agents.csv": text})
