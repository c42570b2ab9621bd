"""A visitor of an agent's page becomes its customer."""

import pytest
from auditlog.models import LogEntry
from django.core import mail

from agents.models import Customer, Subscription
from agents.shop.models import Order
from agents.views import visitors
from commissions.ledger.models import Transfer
from commissions.nights.run import run_through
from commissions.verify import verify
from tests import build
from tests.growing import people
from tests.growing.people import NOW, TODAY

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def internet(bea):
    return people.offer()


def send(client, told: dict, code: str = "BEA"):
    return client.post(f"/with/{code}/", told, follow=True)


def test_the_page_says_who_recommends_what_and_nothing_else_of_her(bea, internet, client):
    people.offer("Old", offered=False)
    page = client.get("/with/BEA/").content.decode()
    assert "Recommended by Bea Below" in page
    assert "Internet" in page
    assert "22.00" in page
    assert "Old" not in page
    assert "bea@example.com" not in page


def test_who_subscribes_is_a_customer_and_gets_a_link(bea, internet, client):
    answer = send(client, people.order(internet))
    assert answer.redirect_chain == [("/with/BEA/thanks/", 302)]
    dee = Customer.objects.get()
    assert (dee.agent, dee.name, dee.email) == (bea, "Dee Customer", "dee@example.net")
    made = dee.subscriptions.get()
    assert (made.price_minor, made.currency, made.volume) == (22_00, "USD", 20)
    assert (made.started_on, made.next_charge_on, made.ended_on) == (TODAY, TODAY, None)
    assert Order.objects.get().through == bea
    assert Order.objects.get().ordered_at == NOW
    assert mail.outbox[0].to == ["dee@example.net"]
    assert "Internet" in client.get(people.mailed_path("my")).content.decode()


def test_the_night_bills_it_and_pays_the_agent(bea, internet, client):
    build.plan(effective_from=TODAY)
    send(client, people.order(internet))
    run_through(through=TODAY)
    paid = Transfer.objects.get(credit__agent=bea)
    assert (paid.amount_minor, paid.currency) == (2_20, "USD")
    assert Transfer.objects.get(credit__agent=bea.sponsor).amount_minor == 1_10
    assert verify().breaches == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"offer": ""}, "Choose one of the offers"),
        ({"offer": "1-1-USD"}, "This offer has just changed"),
        ({"agreed": ""}, "Without your consent"),
        ({"email": "dee@"}, "valid email address"),
        ({"name": " "}, "This field is required"),
        ({"name": "Dee\0"}, "Null characters are not allowed"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(bea, internet, client, fields, said):
    answer = send(client, people.order(internet, **fields))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Customer.objects.exists()


def test_nobody_pays_another_price_than_the_one_it_saw(bea, internet, client):
    told = people.order(internet)
    internet.price_minor = 25_00
    internet.save()
    assert "has just changed" in send(client, told).content.decode()


def test_sent_twice_it_is_done_once(bea, internet, client):
    for _ in range(2):
        send(client, people.order(internet))
    assert Customer.objects.count() == Subscription.objects.count() == Order.objects.count() == 1
    assert "already" in mail.outbox[-1].body


def test_another_product_is_another_subscription_of_the_same_customer(bea, internet, client):
    send(client, people.order(internet))
    send(client, people.order(people.offer("Mobile"), email="DEE@example.net"))
    assert Customer.objects.get().subscriptions.count() == 2


def test_a_product_that_has_ended_can_be_subscribed_to_again(bea, internet, client):
    mine = build.customer("C1", of=bea, email="dee@example.net")
    build.subscription("S1", of=mine, ended_on=TODAY)
    send(client, people.order(internet))
    assert mine.subscriptions.count() == 2


def test_who_is_another_s_customer_stays_that_and_no_page_tells(bea, internet, client):
    cy = build.agent("CY", under=bea.sponsor)
    theirs = build.customer("C1", of=cy, email="Dee@Example.net")
    known = send(client, people.order(internet))
    unknown = send(client, people.order(internet, email="eve@example.net"))
    assert known.redirect_chain == unknown.redirect_chain
    assert people.said(known) == people.said(unknown)
    assert theirs.subscriptions.get().product.name == "Internet"
    assert Customer.objects.count() == 2
    assert mail.outbox[0].to == ["Dee@Example.net"]


def test_an_agent_s_own_customer_comes_before_another_s_of_that_address(bea, internet, client):
    build.customer("C1", of=bea.sponsor, email="dee@example.net")
    own = build.customer("C2", of=bea, email="dee@example.net")
    send(client, people.order(internet))
    assert own.subscriptions.count() == 1


def test_an_agent_at_its_own_link_has_an_own_account_which_pays_nothing(bea, internet, client):
    build.plan(effective_from=TODAY)
    send(client, people.order(internet, email="BEA@example.com"))
    assert Customer.objects.get().own_account
    run_through(through=TODAY)
    assert not Transfer.objects.exists()


def test_a_stale_link_sells_for_the_default_sponsor_and_says_so(bea, internet, client):
    build.agent("GONE", under=bea, status="terminated")
    page = client.get("/with/GONE/").content.decode()
    assert "leads to nobody any more. Ann Above is there for you" in page
    send(client, people.order(internet), code="GONE")
    assert Customer.objects.get().agent.code == "ANN"
    assert (Order.objects.get().code, Order.objects.get().through) == ("GONE", None)


def test_a_program_that_fills_in_everything_gets_nothing_done(bea, internet, client):
    answer = send(client, people.order(internet, website="https://example.org"))
    assert "Thank you" in answer.content.decode()
    assert not Customer.objects.exists()
    assert mail.outbox == []


def test_too_often_from_one_address_is_refused(bea, internet, client, monkeypatch):
    monkeypatch.setattr(visitors, "MOST_AN_HOUR", 2)
    for number in range(2):
        send(client, people.order(internet, email=f"c{number}@example.net"))
    answer = send(client, people.order(internet))
    assert answer.status_code == 429
    assert "Too many tries" in answer.content.decode()
    elsewhere = client.post("/with/BEA/", people.order(internet), REMOTE_ADDR="198.51.100.1")
    assert elsewhere.status_code == 302


def test_without_the_mail_it_stands_and_the_page_says_how_to_get_the_link(
    bea, internet, client, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert "could not be sent" in send(client, people.order(internet)).content.decode()
    assert Subscription.objects.count() == 1


def test_the_audit_log_keeps_nothing_of_visitors(bea, internet, client):
    before = LogEntry.objects.count()
    send(client, people.order(internet))
    assert LogEntry.objects.count() == before


def test_where_nothing_is_offered_the_page_says_so(bea, client):
    assert "nothing on offer" in client.get("/with/BEA/").content.decode()


def test_the_page_asks_no_more_with_more_offers(bea, internet, client, django_assert_num_queries):
    for number in range(12):
        people.offer(f"Product {number}")
    with django_assert_num_queries(2):
        assert client.get("/with/BEA/").status_code == 200
