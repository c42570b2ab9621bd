from datetime import date

from agents.models import Agent, Arrival, Charge, Customer, Refund, Subscription
from commissions.loading.outcome import Count
from commissions.plans.models import Plan
from tests.loading.folders import GOOD, NOW, TODAY, load_files, load_folder


def test_every_file_is_loaded(db, tmp_path):
    loaded = load_files(tmp_path, GOOD)
    counts = {name: Count(added=text.count("\n") - 1) for name, text in GOOD.items()}
    assert loaded.files == counts | {"plan.toml": Count(added=1)}

    bea = Agent.objects.get(code="BEA")
    assert (bea.sponsor.code, bea.name, bea.joined_on) == ("ANN", "Bea", date(2025, 7, 1))
    assert [c.own_account for c in Customer.objects.order_by("ref")] == [False, True]
    assert Plan.objects.get().ranks.get().name == "Associate"


def test_subscriptions_take_what_their_file_leaves_out(db, tmp_path):
    load_files(tmp_path, GOOD)
    s1, s2 = Subscription.objects.select_related("product").order_by("ref")
    assert (s1.price_minor, s1.commissionable_minor, s1.product.name) == (2200, 2000, "Internet")
    assert (s1.ended_on, s1.next_charge_on) == (None, None)
    assert (s2.price_minor, s2.commissionable_minor, s2.billing) == (1500, 1500, "automatic")
    assert (s2.ended_on, s2.next_charge_on) == (date(2026, 6, 5), date(2026, 1, 5))


def test_charges_take_from_their_subscription_what_their_file_leaves_out(db, tmp_path):
    load_files(tmp_path, GOOD)
    x1, x2 = Charge.objects.order_by("ref")
    assert (x1.amount_minor, x1.commissionable_minor, x1.volume) == (2200, 2000, 20)
    assert (x2.amount_minor, x2.commissionable_minor, x2.volume) == (2100, 1900, 18)
    assert (x1.period_end, x2.period_end) == (date(2026, 2, 28), date(2026, 3, 31))
    assert Refund.objects.get().charge == x1


def test_charges_and_refunds_of_a_load_are_one_arrival(db, tmp_path):
    load_files(tmp_path, GOOD)
    arrival = Arrival.objects.get()
    assert arrival.source == f"files in {tmp_path.name}"
    assert (arrival.arrived_at, arrival.last_day) == (NOW, date(2026, 3, 1))
    assert (arrival.charges.count(), arrival.refunds.count()) == (2, 1)


def test_agents_come_in_an_arrival_too_and_known_ones_in_none(db, tmp_path):
    for _ in range(2):
        load_files(tmp_path, {"agents.csv": GOOD["agents.csv"]})
        arrival = Arrival.objects.get()
        assert arrival.agents.count() == Agent.objects.count()
        assert (arrival.last_day, arrival.first_night) == (TODAY, None)


def test_columns_in_any_order_with_a_mark_spaces_and_empty_lines(db, tmp_path):
    text = "\ufeff\r\nemail , name,sponsor,code\r\n\r\nann@example.com, Ann ,,ANN\r\n"
    load_files(tmp_path, {"agents.csv": text})
    ann = Agent.objects.get()
    assert (ann.code, ann.name, ann.joined_on, ann.status) == ("ANN", "Ann", TODAY, "active")


def test_a_sponsor_may_stand_below_its_recruits(db, tmp_path):
    text = (
        "code,sponsor,name,email\nCY,BEA,Cy,c@example.com\nBEA,ANN,Bea,b@example.com\n"
        "ANN,,Ann,a@example.com\n"
    )
    load_files(tmp_path, {"agents.csv": text})
    ann = Agent.objects.get(code="ANN")
    assert [agent.code for agent in ann.get_descendants()] == ["BEA", "CY"]


def test_a_quoted_cell_may_hold_commas_and_lines(db, tmp_path):
    text = 'code,sponsor,name,email\nANN,,"Ann ""A"",\nof Bern",ann@example.com\n'
    load_files(tmp_path, {"agents.csv": text})
    assert Agent.objects.get().name == 'Ann "A",\nof Bern'


def test_prices_and_volumes_may_be_0_and_an_end_the_start(db, tmp_path):
    text = (
        "ref,customer,product,price,currency,volume,started_on,ended_on\n"
        "S1,C1,Internet,0,KWD,0,2026-01-31,2026-01-31\n"
    )
    kept = {name: GOOD[name] for name in ("agents.csv", "customers.csv")}
    load_files(tmp_path, kept | {"subscriptions.csv": text})
    assert Subscription.objects.get().price_minor == 0


def test_an_automatic_subscription_may_bring_charges_of_its_own(db, tmp_path):
    text = "ref,subscription,period_start,paid_on\nS2@2026-02-05,S2,2026-02-05,2026-02-05\n"
    load_files(
        tmp_path, GOOD | {"charges.csv": text, "refunds.csv": "ref,charge,amount,refunded_on\n"}
    )
    assert Charge.objects.get().amount_minor == 1500


def test_other_files_in_the_folder_are_not_looked_at(db, tmp_path):
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "agents.csv").write_text("nonsense")
    (tmp_path / "agents.csv").write_text(GOOD["agents.csv"])
    (tmp_path / "expected_commissions.csv").write_text("nonsense")
    assert list(load_folder(tmp_path).files) == ["agents.csv"]
