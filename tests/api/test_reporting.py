"""Billing systems report: by the rules of the files, one at a time and by thousands."""

from datetime import date, timedelta

import pytest

from agents.models import Charge, Customer, FailedCharge, Refund, Subscription
from agents.tree import check as tree
from commissions.ledger.models import Transfer
from commissions.nights.models import Line
from commissions.nights.run import run_through
from commissions.verify import verify

CUSTOMER = {"ref": "N1", "agent": "BEA", "name": "Nora New", "email": "nora@example.net"}
SUBSCRIPTION = {
    "ref": "NS1",
    "customer": "N1",
    "product": "Internet",
    "price_minor": 2200,
    "currency": "USD",
    "volume": 20,
    "started_on": "2026-01-02",
    "billing": "external",
}
CHARGE = {
    "ref": "NX1",
    "subscription": "NS1",
    "period_start": "2026-01-02",
    "paid_on": "2026-01-03",
}
REFUND = {"ref": "NR1", "charge": "NX1", "amount_minor": 2200, "refunded_on": "2026-01-20"}
FAILED = {
    "ref": "NF1",
    "subscription": "NS1",
    "period_start": "2026-02-02",
    "failed_on": "2026-02-03",
    "reason": "card expired",
}
ALL = (
    ("/customers", CUSTOMER, Customer),
    ("/subscriptions", SUBSCRIPTION, Subscription),
    ("/charges", CHARGE, Charge),
    ("/refunds", REFUND, Refund),
    ("/failed_charges", FAILED, FailedCharge),
)


@pytest.fixture
def shop(api):
    return api("staff")


@pytest.fixture
def sold(shop):
    for path, row, _ in ALL[:2]:
        assert shop.post(path, row).status_code == 201
    return shop


def test_each_is_reported_and_again_changes_nothing(shop):
    for path, row, model in ALL:
        first, again = shop.post(path, row), shop.post(path, row)
        assert (first.status_code, again.status_code) == (201, 200), first.json()
        assert first.json() == again.json()
        assert first.json()["ref"] == row["ref"]
        assert model.objects.filter(ref=row["ref"]).count() == 1
        assert shop.get(f"{path}/{first.json()['id']}").json() == first.json()


def test_the_next_night_pays_for_what_was_reported(shop):
    for path, row, _ in ALL[:3]:
        shop.post(path, row)
    run_through(through=date(2026, 1, 3))
    [line] = Line.objects.filter(charge__ref="NX1", kind=0)
    assert line.amount_micro == 220_000_000
    shop.post("/refunds", REFUND)
    run_through(through=date(2026, 1, 20))
    assert Transfer.objects.filter(kind="clawback", debit__agent__code="BEA").exists()
    # But for what payouts.one_of_each has made up.
    assert [text for text in verify().breaches if ", EUR, earned" not in text] == []
    assert list(tree.problems()) == []


@pytest.mark.parametrize(
    ("path", "row", "status", "field"),
    [
        ("/charges", CHARGE | {"subscription": "NONE"}, 422, "non_field_errors"),
        ("/charges", CHARGE | {"period_start": "2026-01-03"}, 422, "period_start"),
        ("/charges", CHARGE | {"amount_minor": -1}, 400, "amount_minor"),
        ("/charges", CHARGE | {"amount_minor": 10**13}, 400, "amount_minor"),
        ("/charges", CHARGE | {"paid_on": "yesterday"}, 400, "paid_on"),
        ("/charges", {}, 400, "ref"),
        ("/charges", [], 400, ""),
        ("/subscriptions", SUBSCRIPTION | {"currency": "XXQ", "ref": "NS2"}, 422, "currency"),
        ("/subscriptions", SUBSCRIPTION | {"price_minor": 100}, 422, "non_field_errors"),
        ("/subscriptions", SUBSCRIPTION | {"ended_on": "2025-01-01"}, 422, "ended_on"),
        ("/customers", CUSTOMER | {"agent": "NOBODY", "ref": "N2"}, 422, "non_field_errors"),
        ("/customers", CUSTOMER | {"ref": "a\nb"}, 422, "ref"),
        ("/refunds", REFUND | {"charge": "NONE"}, 422, "non_field_errors"),
        ("/failed_charges", FAILED | {"period_start": "2026-02-03"}, 422, "period_start"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_kept(sold, path, row, status, field):
    before = [model.objects.count() for *_, model in ALL]
    answer = sold.post(path, row)
    assert answer.status_code == status, answer.json()
    wanted = "" if field == "non_field_errors" else field
    assert wanted in {error["field"] for error in answer.json()["errors"]}
    assert [model.objects.count() for *_, model in ALL] == before


def test_a_charge_never_changes(sold):
    sold.post("/charges", CHARGE)
    answer = sold.post("/charges", CHARGE | {"amount_minor": 100})
    assert answer.status_code == 422
    assert "refund it" in answer.json()["errors"][0]["detail"]
    assert Charge.objects.get(ref="NX1").amount_minor == 2200


def test_a_customer_is_renamed_and_keeps_its_agent(shop):
    shop.post("/customers", CUSTOMER)
    assert shop.post("/customers", CUSTOMER | {"name": "Nora Newer"}).json()["name"] == "Nora Newer"
    assert shop.post("/customers", CUSTOMER | {"agent": "CY"}).status_code == 422


def test_a_subscription_is_cancelled_and_taken_back(sold):
    sold.post("/charges", CHARGE)
    where = f"/subscriptions/{sold.get('/subscriptions?ref=NS1').json()['results'][0]['id']}"
    ended = sold.post(f"{where}/cancel", {"ended_on": "2026-03-02"})
    assert (ended.status_code, ended.json()["ended_on"]) == (200, "2026-03-02")
    early = sold.post(f"{where}/cancel", {"ended_on": "2026-01-02"})
    assert early.status_code == 422
    assert "charged already" in early.json()["detail"]
    assert sold.post(f"{where}/cancel", {"ended_on": None}).json()["ended_on"] is None


def test_in_bulk_each_row_is_answered_and_a_bad_one_keeps_no_other_out(sold):
    rows = [
        CHARGE,
        CHARGE | {"ref": "NX2", "period_start": "2026-02-02", "paid_on": "2026-02-02"},
        CHARGE | {"ref": "NX3"},  # The period of the first.
        CHARGE | {"ref": "NX4", "amount_minor": "much"},
        CHARGE | {"ref": "NX5", "subscription": "NONE"},
        CHARGE,
        "rubbish",
    ]
    told = sold.post("/charges/bulk", {"rows": rows}).json()
    states = [row["state"] for row in told["results"]]
    assert states == ["added", "added", *["refused"] * 5]
    assert (told["added"], told["refused"]) == (2, 5)
    assert [bool(row["problems"]) for row in told["results"]] == [False] * 2 + [True] * 5
    assert "charged for 2026-01-02 in line 0 already" in told["results"][2]["problems"][0]
    again = sold.post("/charges/bulk", {"rows": rows[:2]}).json()
    assert (again["unchanged"], again["added"]) == (2, 0)
    assert set(Charge.objects.filter(ref__startswith="NX").values_list("ref", flat=True)) == {
        "NX1",
        "NX2",
    }


def test_cancellations_in_bulk(sold):
    rows = [
        {"subscription": "NS1", "ended_on": "2026-04-02"},
        {"subscription": "NONE", "ended_on": "2026-04-02"},
        {"subscription": "S1", "ended_on": "2020-01-01"},
    ]
    told = sold.post("/cancellations/bulk", {"rows": rows}).json()
    assert [row["state"] for row in told["results"]] == ["updated", "refused", "refused"]
    assert Subscription.objects.get(ref="NS1").ended_on == date(2026, 4, 2)


@pytest.mark.parametrize("body", [{}, {"rows": {}}, {"rows": 5}, [1], {"rows": [{}] * 10_001}])
def test_a_bulk_call_has_up_to_ten_thousand_rows(shop, body):
    assert shop.post("/charges/bulk", body).status_code == 400


@pytest.mark.slow
def test_ten_thousand_at_once(sold):
    days = [date(2026, 1, 2) + timedelta(days=n) for n in range(10)]
    refs = [f"M{n}" for n in range(1_000)]
    more = {"product": "A product with the longest of names that anybody can think of" * 3}
    subscriptions = [SUBSCRIPTION | more | {"ref": f"{ref}{n}"} for ref in refs for n in range(10)]
    body = {"rows": [row | {"product": row["product"][:100]} for row in subscriptions]}
    assert len(str(body)) > 2_500_000
    told = sold.post("/subscriptions/bulk", body, HTTP_IDEMPOTENCY_KEY="many").json()
    assert told["added"] == 10_000
    rows = [
        CHARGE
        | {
            "ref": f"{ref}-{n}",
            "subscription": f"{ref}0",
            "period_start": f"2026-{n + 1:02}-02",
            "paid_on": str(days[n]),
        }
        for ref in refs
        for n in range(10)
    ]
    told = sold.post("/charges/bulk", {"rows": rows}).json()
    assert (told["added"], told["refused"]) == (10_000, 0)
    assert Charge.objects.filter(subscription__ref__startswith="M").count() == 10_000


def test_more_than_ten_megabytes_are_refused_in_words(shop):
    answer = shop.post("/charges/bulk", {"rows": ["x" * 11_000_000]})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_an_agent_reports_nothing(api):
    for path, row, _ in ALL:
        assert api("agent").post(path, row).status_code in {403, 404}
        assert api("agent").post(f"{path}/bulk", {"rows": [row]}).status_code in {403, 404}
    assert not Customer.objects.filter(ref="N1").exists()


def test_an_administrator_s_log_in_is_no_key(company, client):
    users, _ = company
    client.force_login(users["staff"], backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post("/api/v1/customers", CUSTOMER, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "key_needed")
