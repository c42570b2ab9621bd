"""Webhooks out: written with what happened, signed, tried again, never into a private network."""

import socket
import ssl
import time
from collections.abc import Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import certifi
import pytest
from django.db import transaction
from django.utils import timezone
from standardwebhooks import Webhook

from agents.hooks import addresses, endpoints, outbox, sending
from agents.hooks.models import Delivery, Endpoint, Happening, Type
from agents.models import Subscription
from agents.tree.enrol import enrol
from commissions.nights.run import run_through
from tests import build
from tests.api import certificate
from tests.payouts import people
from tests.threads import together

EVERYTHING = list(Type.values)


class Receiver:
    """Keeps what it gets, and answers with `status`."""

    def __init__(self) -> None:
        self.got: list[tuple[dict, bytes]] = []
        self.status, self.headers, self.delay = 204, {}, 0.0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.got.append((dict(self.headers), body))
                time.sleep(outer.delay)
                self.send_response(outer.status)
                for name, value in outer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                if outer.status != 204:
                    self.wfile.write(b"no, thank you")

            def log_message(self, *_args) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?shop=1"
        Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def shop(settings) -> Iterator[Receiver]:
    settings.HOOKS_TO_PRIVATE = True
    receiver = Receiver()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()


@pytest.fixture
def root(db, django_user_model):
    return django_user_model.objects.create_superuser("root", "root@example.com", "x")


@pytest.fixture
def endpoint(shop, root) -> tuple[Endpoint, str]:
    return endpoints.make(url=shop.url, types=EVERYTHING, by=root, at=timezone.now())


def send() -> int:
    sending.share_out()
    return sending.deliver_due()


def told(kind: str) -> list[dict]:
    return list(Happening.objects.filter(type=kind).order_by("pk").values_list("data", flat=True))


def test_a_new_agent_is_told_of_signed_and_once(endpoint, shop):
    _, secret = endpoint
    build.agent("NEW", under=build.agent("ANN"))
    assert send() == 2
    assert send() == 0
    headers, body = shop.got[1]
    verified = Webhook(secret).verify(body, {k.lower(): v for k, v in headers.items()})
    assert verified["type"] == "agent.enrolled"
    assert verified["data"]["code"] == "NEW"
    assert verified["data"]["sponsor"].startswith("agt_")
    assert headers["webhook-id"] == f"msg_{Happening.objects.latest('pk').pk}"
    with pytest.raises(Exception, match="signature"):
        Webhook("whsec_" + "A" * 40).verify(body, {k.lower(): v for k, v in headers.items()})


def test_what_did_not_happen_is_not_told(endpoint, shop):
    with transaction.atomic():
        build.agent("NEW")
        transaction.set_rollback(True)
    assert (send(), shop.got) == (0, [])


def test_where_nobody_listens_nothing_is_written(db):
    build.agent("NEW")
    assert not Happening.objects.exists()


def test_an_endpoint_gets_what_it_wants_from_then_on(shop, root):
    endpoints.make(url=shop.url, types=["payout.paid"], by=root, at=timezone.now())
    build.agent("NEW")
    assert send() == 0


def test_a_night_tells_of_commissions_ranks_and_lapsed_subscriptions(endpoint):
    build.plan(
        {"name": "Associate", "residual_ppm": 100_000},
        {"name": "Builder", "residual_ppm": 120_000, "personal_volume": 20},
    )
    bea = build.agent("BEA")
    first = build.subscription("S1", of=build.customer("C1", of=bea))
    run_through(through=date(2026, 1, 1))
    [posted] = told("commission.posted")
    assert (posted["amount_minor"], posted["currency"]) == (264, "USD")
    assert posted["entry"] == "earned"
    assert told("agent.rank_changed") == []
    Subscription.objects.filter(pk=first.pk).update(ended_on=date(2026, 1, 20))
    run_through(through=date(2026, 2, 1))
    [lapsed] = told("subscription.lapsed")
    assert (lapsed["ref"], lapsed["ended_on"]) == ("S1", "2026-01-20")
    [changed] = told("agent.rank_changed")
    assert (changed["code"], changed["before"], changed["rank"]) == ("BEA", 1, 0)


def test_payouts_are_told_of(endpoint, settings):
    settings.COMPANY_NAME, settings.COMPANY_IBAN = people.COMPANY, people.COMPANY_IBAN
    build.plan()
    people.one_of_each(build.agent("BEA"))
    [paid] = told("payout.paid")
    assert (paid["amount_minor"], paid["currency"]) == (100_00, "EUR")


def test_what_fails_is_tried_again_later_and_later_for_three_days(endpoint, shop, monkeypatch):
    row, _ = endpoint
    build.agent("NEW")
    shop.status = 500
    now = started = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    while Delivery.objects.filter(state="waiting").exists() or not Delivery.objects.exists():
        send()
        delivery = Delivery.objects.get()
        now = delivery.next_at or now
    assert delivery.attempts == len(shop.got) == 10
    assert timedelta(days=3) < now - started < timedelta(days=4)
    assert (delivery.state, delivery.status, delivery.said) == ("failed", 500, "no, thank you")
    row.refresh_from_db()
    assert "It has taken nothing since" in row.disabled_because
    build.agent("NEWER")
    assert Happening.objects.count() == 1, "nobody listens any more"


def test_one_that_took_something_meanwhile_stays(endpoint, shop, monkeypatch):
    row, _ = endpoint
    build.agent("NEW")
    sending.share_out()
    Delivery.objects.update(attempts=len(sending.PAUSES))
    shop.status = 500
    Endpoint.objects.update(delivered_at=timezone.now())
    send()
    row.refresh_from_db()
    assert Delivery.objects.get().state == "failed"
    assert row.disabled_at is None


def test_it_is_sent_again_on_request(endpoint, shop):
    build.agent("NEW")
    send()
    sending.send_again(Delivery.objects.get(), at=timezone.now())
    assert send() == 1
    assert shop.got[0][0]["webhook-id"] == shop.got[1][0]["webhook-id"]


def test_no_redirect_is_followed(endpoint, shop):
    shop.status, shop.headers = 302, {"Location": "http://127.0.0.1:1/secret"}
    build.agent("NEW")
    send()
    assert (Delivery.objects.get().status, len(shop.got)) == (302, 1)


def test_who_is_not_there_is_tried_again(shop, root):
    endpoints.make(url="http://127.0.0.1:1/", types=EVERYTHING, by=root, at=timezone.now())
    build.agent("NEW")
    assert send() == 0
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.status) == ("waiting", None)
    assert "refused" in delivery.said


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "ftp://example.com/",
        "https://user:secret@example.com/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://10.1.2.3/",
        "https://169.254.169.254/latest/meta-data/",
        "https://0.0.0.0/",
        "https://2130706433/",
        "https://localhost/",
        "https://nowhere.invalid/",
        "https://example.com:99999/",
        "nonsense",
        "",
    ],
)
def test_private_and_impossible_addresses_are_refused(root, settings, url):
    settings.HOOKS_TO_PRIVATE = False
    with pytest.raises(addresses.NotPublic):
        endpoints.make(url=url, types=EVERYTHING, by=root, at=timezone.now())
    assert not Endpoint.objects.exists()


def test_a_name_that_leads_elsewhere_by_now_is_not_followed(root, settings, monkeypatch):
    """The address is looked at when it is sent to, and that very one is connected to."""
    settings.HOOKS_TO_PRIVATE = False
    public = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 443))]
    private = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: public)
    endpoints.make(url="https://shop.example/", types=EVERYTHING, by=root, at=timezone.now())
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: public + private)
    build.agent("NEW")
    send()
    assert "private network" in Delivery.objects.get().said


@pytest.mark.parametrize(("named", "status"), [("shop.example", 204), ("other.example", None)])
def test_by_tls_the_name_is_checked_and_the_address_is_the_one_looked_up(
    shop, root, tmp_path, monkeypatch, named, status
):
    pem = certificate.write(tmp_path, host=named)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    shop.server.socket = context.wrap_socket(shop.server.socket, server_side=True)
    port = shop.server.server_port
    here = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda *_, **__: here)
    monkeypatch.setattr(certifi, "where", lambda: str(pem))
    url = f"https://shop.example:{port}/hook"
    endpoints.make(url=url, types=EVERYTHING, by=root, at=timezone.now())
    build.agent("NEW")
    send()
    delivery = Delivery.objects.get()
    assert delivery.status == status
    if status is None:
        assert "shop.example" in delivery.said
    else:
        assert shop.got[0][0]["Host"] == f"shop.example:{port}"


def test_several_workers_at_once_send_each_once(transactional_db, shop, django_user_model):
    user = django_user_model.objects.create_superuser("root", "root@example.com", "x")
    endpoints.make(url=shop.url, types=EVERYTHING, by=user, at=timezone.now())
    ann = build.agent("ANN")
    for number in range(20):
        enrol(
            code=f"N{number}",
            name="N",
            email="n@example.com",
            joined_on=date(2026, 1, 1),
            sponsor=ann,
        )
    assert together(*[send] * 4) == []
    while Delivery.objects.filter(state="waiting", attempts=0).exists():
        send()
    ids = [headers["webhook-id"] for headers, _ in shop.got]
    assert len(ids) == len(set(ids)) == 21


def test_without_the_lease_workers_send_the_same(
    transactional_db, shop, django_user_model, monkeypatch
):
    """What the lease prevents: what one is sending is due for the others, too."""
    user = django_user_model.objects.create_superuser("root", "root@example.com", "x")
    endpoints.make(url=shop.url, types=EVERYTHING, by=user, at=timezone.now())
    for number in range(3):
        build.agent(f"N{number}")
    sending.share_out()
    shop.delay = 1.0
    monkeypatch.setattr(sending, "_LEASE", timedelta(minutes=-1))

    def meanwhile() -> None:
        time.sleep(0.3)
        sending.deliver_due()

    assert together(sending.deliver_due, meanwhile) == []
    ids = [headers["webhook-id"] for headers, _ in shop.got]
    assert len(ids) > len(set(ids)) == 3


def test_a_secret_is_kept_sealed(endpoint):
    row, secret = endpoint
    assert secret not in str(vars(Endpoint.objects.get(pk=row.pk)))
    assert endpoints.secret_of(row) == secret


def test_programs_name_endpoints_and_resend(api, shop):
    client = api("staff")
    made = client.post("/webhook_endpoints", {"url": shop.url, "types": ["agent.enrolled"]}).json()
    assert made["secret"].startswith("whsec_")
    where = f"/webhook_endpoints/{made['id']}"
    seen = client.get(where)
    assert "secret" not in seen.json()
    build.agent("NEW")
    send()
    [delivery] = client.get("/webhook_deliveries?state=delivered").json()["results"]
    assert delivery["data"]["code"] == "NEW"
    client.post(f"/webhook_deliveries/{delivery['id']}/resend")
    assert send() == 1
    changed = client.patch(where, {"types": ["payout.paid"]}, HTTP_IF_MATCH=seen.headers["ETag"])
    assert changed.json()["types"] == ["payout.paid"]
    again = client.patch(where, {"types": ["payout.paid"]}, HTTP_IF_MATCH=seen.headers["ETag"])
    assert (again.status_code, again.json()["code"]) == (412, "changed_meanwhile")
    private = client.post("/webhook_endpoints", {"url": "ftp://x/", "types": ["payout.paid"]})
    assert (private.status_code, private.json()["code"]) == (422, "invalid")
    assert client.delete(where).status_code == 204
    assert not Endpoint.objects.exists()


def test_administrators_see_and_change_them_on_a_page(company, client, shop):
    users, _ = company
    client.force_login(users["staff"], backend="django.contrib.auth.backends.ModelBackend")
    page = client.post("/programs/webhooks/", {"url": shop.url, "types": ["agent.enrolled"]})
    assert "whsec_" in page.content.decode()
    build.agent("NEW")
    send()
    page = client.get("/programs/webhooks/").content.decode()
    assert "whsec_" not in page
    assert "agent.enrolled" in page
    assert "Send again" in page
    client.post(f"/programs/webhooks/sent/{Delivery.objects.get().pk}/")
    assert Delivery.objects.get().state == "waiting"
    client.post(f"/programs/webhooks/{Endpoint.objects.get().pk}/switch/")
    assert Endpoint.objects.get().disabled_because == "By root@example.com."
    bad = client.post("/programs/webhooks/", {"url": "x", "types": ["agent.enrolled"]})
    assert bad.status_code == 422


def test_an_outbox_of_many_is_written_in_parts(endpoint, monkeypatch):
    monkeypatch.setattr(outbox, "_AT_A_TIME", 7)
    rows = [(str(number), {"number": number}) for number in range(20)]
    assert outbox.put(Type.PAYOUT_PAID, rows, at=timezone.now()) == 20
    outbox.put(Type.PAYOUT_PAID, rows, at=timezone.now())
    assert Happening.objects.count() == 20
