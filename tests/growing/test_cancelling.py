"""A customer's private page: what it subscribes to, and how that ends."""

from datetime import date

import pytest
from django.core import mail

from agents.models import Charge, Subscription
from agents.shop import private
from agents.shop.cancelling import HasEnded, NotTheCustomers, cancel, end_of, undo
from agents.shop.models import Cancellation
from commissions.nights.run import run_through
from mlmsite.lib import clock
from tests import build
from tests.growing import people
from tests.growing.people import NOW, TODAY

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def made(bea):
    return people.subscribed(under=bea).subscription


def press(client, made: Subscription, what: str):
    path = f"/my/{people.token()}/{made.pk}/{what}/"
    page = client.post(path, follow=True).content.decode()
    made.refresh_from_db()
    return page


@pytest.mark.parametrize(
    ("started_on", "today", "ends_on"),
    [
        (date(2026, 3, 10), date(2026, 3, 10), date(2026, 4, 10)),
        (date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 28)),
        (date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)),
        (date(2026, 1, 15), date(2026, 3, 14), date(2026, 3, 15)),
        (date(2026, 5, 1), date(2026, 3, 10), date(2026, 5, 1)),
    ],
)
def test_it_ends_where_the_next_month_would_begin(started_on, today, ends_on):
    assert end_of(Subscription(started_on=started_on), today) == ends_on


def test_one_press_cancels_and_what_is_paid_stays(made, client, monkeypatch):
    build.plan(effective_from=TODAY)
    page = press(client, made, "cancel")
    assert made.ended_on == date(2026, 4, 10)
    assert "It runs until" in page
    assert "10 Apr 2026" in page
    run_through(through=date(2026, 4, 12))
    assert Charge.objects.get().period_start == TODAY


def test_until_then_it_can_be_undone(made, client):
    build.plan(effective_from=TODAY)
    press(client, made, "cancel")
    assert "goes on as before" in press(client, made, "undo")
    assert made.ended_on is None
    run_through(through=date(2026, 4, 12))
    assert Charge.objects.count() == 2


def test_afterwards_it_can_not(made, client, monkeypatch):
    press(client, made, "cancel")
    monkeypatch.setattr(clock, "today", lambda: date(2026, 4, 10))
    assert "It has ended already" in press(client, made, "undo")
    assert made.ended_on == date(2026, 4, 10)


def test_it_can_be_cancelled_undone_and_cancelled_again(made):
    for _ in range(2):
        assert cancel(made, today=TODAY, at=NOW).ended_on == date(2026, 4, 10)
        assert cancel(made, today=TODAY, at=NOW).ended_on == date(2026, 4, 10)
        assert undo(made, today=TODAY, at=NOW).ended_on is None
        assert undo(made, today=TODAY, at=NOW).ended_on is None
    assert Cancellation.objects.count() == 2


def test_what_the_company_has_ended_no_customer_lets_go_on(made, client):
    Subscription.objects.update(ended_on=date(2026, 4, 10))
    assert "Let it go on" not in client.get(f"/my/{people.token()}/").content.decode()
    with pytest.raises(NotTheCustomers):
        undo(made, today=TODAY, at=NOW)


def test_nor_where_the_company_has_ended_it_after_the_customer(made):
    cancel(made, today=TODAY, at=NOW)
    Subscription.objects.update(ended_on=date(2026, 3, 20))
    with pytest.raises(NotTheCustomers):
        undo(made, today=TODAY, at=NOW)


def test_what_has_ended_is_not_cancelled(made):
    Subscription.objects.update(ended_on=TODAY)
    with pytest.raises(HasEnded):
        cancel(made, today=TODAY, at=NOW)


def test_looking_at_the_link_cancels_nothing(made, client):
    assert client.get(f"/my/{people.token()}/{made.pk}/cancel/").status_code == 405


def test_nobody_else_s_subscription_is_seen_or_cancelled(made, bea, client):
    other = people.subscribed(under=bea, email="eve@example.net", of=people.offer("Mobile"))
    page = client.get(f"/my/{people.token()}/").content.decode()
    assert "Mobile" not in page
    path = f"/my/{people.token()}/{other.subscription.pk}/cancel/"
    assert client.post(path).status_code == 404
    assert not Cancellation.objects.exists()


@pytest.mark.parametrize("bad", ["x", "1", "1.x", "²3.x", "9" * 30 + ".x", "1.x.y", "%00"])
def test_a_made_up_link_is_nobody_s(made, client, bad):
    answer = client.get(f"/my/{bad}/")
    assert answer.status_code == 404
    assert "leads nowhere" in answer.content.decode()
    assert client.post(f"/my/{bad}/{made.pk}/cancel/").status_code == 404


def test_a_link_is_not_moved_to_another_customer(made, bea, client):
    other = people.subscribed(under=bea, email="eve@example.net", of=people.offer("Mobile"))
    signature = people.token().partition(".")[2]
    assert client.get(f"/my/{other.customer.pk}.{signature}/").status_code == 404


def test_with_another_address_the_old_link_is_of_no_more_use(made, client):
    old = people.token()
    made.customer.email = "new@example.net"
    made.customer.save()
    assert client.get(f"/my/{old}/").status_code == 404


def test_all_that_has_this_address_is_on_one_page(made, bea, client, django_assert_num_queries):
    again = build.customer("C2", of=bea.sponsor, email="DEE@example.net")
    for number in range(5):
        build.subscription(f"S{number}", of=again, product=f"Product {number}")
    path = f"/my/{people.token()}/"
    with django_assert_num_queries(3):
        page = client.get(path).content.decode()
    assert page.count("<article") == 6


def test_the_link_comes_again_by_mail(made, client):
    client.post("/my/", {"email": "DEE@example.net"})
    assert "Internet" in client.get(people.mailed_path("my")).content.decode()


def test_nobody_learns_there_whether_an_address_is_known(made, client):
    known, unknown = (
        client.post("/my/", {"email": email}) for email in ("dee@example.net", "no@example.net")
    )
    assert known.status_code == unknown.status_code == 200
    assert people.said(known) == people.said(unknown)
    assert "No customer here has this address" in mail.outbox[-1].body
    assert private.token(made.customer) not in mail.outbox[-1].body


def test_one_address_gets_only_so_many_mails_an_hour(made, client):
    for _ in range(9):
        assert client.post("/my/", {"email": "dee@example.net"}).status_code == 200
    assert len(mail.outbox) == 6


def test_a_mail_that_can_not_be_sent_is_said(made, client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answer = client.post("/my/", {"email": "dee@example.net"})
    assert answer.status_code == 503
    assert "could not be sent" in answer.content.decode()
