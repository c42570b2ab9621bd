"""Who gets what, and getting it there: signed, with a longer pause after each failure."""

import json
import logging
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import certifi
import urllib3
from django.db import transaction
from django.utils import timezone
from standardwebhooks import Webhook

from agents.hooks import addresses, endpoints
from agents.hooks.models import Delivery, Endpoint, Happening

log = logging.getLogger(__name__)

PAUSES = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
"""As Standard Webhooks advises: ten tries in three days and a bit."""

TIMEOUT = urllib3.Timeout(connect=5, read=10)
AT_ONCE = 10
SHARED_OUT = 5_000
MOST_SAID = 500
SECONDS = 50
"""So long a round goes on while there is something due."""

# Longer than a group takes whose endpoints all keep us waiting.
_LEASE = timedelta(minutes=5)


def share_out() -> int:
    """A delivery for each endpoint that wants what has happened; how many."""
    made = 0
    with transaction.atomic():
        new = list(
            Happening.objects.select_for_update(skip_locked=True)
            .filter(shared_out=False)
            .order_by("pk")[:SHARED_OUT]
        )
        wanting = list(Endpoint.objects.filter(disabled_at=None))
        rows = [
            Delivery(endpoint=endpoint, happening=one, next_at=one.happened_at)
            for one in new
            for endpoint in wanting
            if one.type in endpoint.types and endpoint.made_at <= one.happened_at
        ]
        made = len(Delivery.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1_000))
        Happening.objects.filter(pk__in=[one.pk for one in new]).update(shared_out=True)
    return made


def deliver_due() -> int:
    """What is due is tried once; how many were taken by their endpoints."""
    taken, until = 0, time.monotonic() + SECONDS
    while time.monotonic() < until and (claimed := list(_claimed(timezone.now()))):
        taken += sum(attempt(delivery) for delivery in claimed)
    return taken


def _claimed(now: datetime) -> Iterator[Delivery]:
    """For some minutes nobody else tries them: a worker that dies leaves them to the next."""
    with transaction.atomic():
        due = list(
            Delivery.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(state=Delivery.State.WAITING, next_at__lte=now, endpoint__disabled_at=None)
            .order_by("next_at")
            .values_list("pk", flat=True)[:AT_ONCE]
        )
        Delivery.objects.filter(pk__in=due).update(next_at=now + _LEASE)
    yield from Delivery.objects.filter(pk__in=due).select_related("endpoint", "happening")


def attempt(delivery: Delivery) -> bool:
    """Tries once, whatever the time; keeps how it went."""
    status, said = _post(delivery.endpoint, delivery.happening)
    now, well = timezone.now(), status is not None and 200 <= status < 300
    delivery.attempts += 1
    delivery.status, delivery.said, delivery.tried_at = status, said[:MOST_SAID], now
    if well:
        delivery.state, delivery.next_at = Delivery.State.DELIVERED, None
        Endpoint.objects.filter(pk=delivery.endpoint_id).update(delivered_at=now)
    elif delivery.attempts > len(PAUSES):
        delivery.state, delivery.next_at = Delivery.State.FAILED, None
    else:
        delivery.next_at = now + PAUSES[delivery.attempts - 1]
    delivery.save()
    if delivery.state == Delivery.State.FAILED:
        _give_up(delivery, now)
    return well


def send_again(delivery: Delivery, *, at: datetime) -> None:
    """From the first try on, with the next round."""
    Delivery.objects.filter(pk=delivery.pk).update(
        state=Delivery.State.WAITING, attempts=0, next_at=at
    )


def _give_up(delivery: Delivery, now: datetime) -> None:
    """It has taken nothing for as long as this one was tried: it is told nothing more."""
    endpoint = Endpoint.objects.get(pk=delivery.endpoint_id)
    since = delivery.happening.happened_at
    if endpoint.disabled_at or (endpoint.delivered_at and endpoint.delivered_at > since):
        return
    because = f"It has taken nothing since {since:%Y-%m-%d %H:%M}: {delivery.said or 'no answer'}"
    endpoints.disable(endpoint, because=because, at=now)
    log.error("Webhook endpoint %s is disabled. %s", endpoint.url, because)


def _post(endpoint: Endpoint, happening: Happening) -> tuple[int | None, str]:
    """Status and the answer's beginning; no status where there was no answer. No redirect is
    followed: it could lead into a private network."""
    body = json.dumps(
        {
            "type": happening.type,
            "timestamp": happening.happened_at.isoformat(),
            "data": happening.data,
        }
    )
    name, now = f"msg_{happening.pk}", timezone.now()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "commissions-webhooks/1",
        "webhook-id": name,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(endpoints.secret_of(endpoint)).sign(name, now, body),
    }
    try:
        scheme, host, port = addresses.host_of(endpoint.url)
        headers["Host"] = host if port == addresses.PORTS[scheme] else f"{host}:{port}"
        with _pool(scheme, host, port) as pool:
            answer = pool.urlopen(
                *("POST", _path(endpoint.url)),
                body=body.encode(),
                headers=headers,
                redirect=False,
                retries=False,
                timeout=TIMEOUT,
                preload_content=False,
            )
            said = answer.read(MOST_SAID, decode_content=False).decode(errors="replace")
            answer.close()
            return answer.status, said.replace("\0", "")
    except (addresses.NotPublic, urllib3.exceptions.HTTPError, OSError, ValueError) as e:
        return None, str(e)


def _pool(scheme: str, host: str, port: int) -> urllib3.HTTPConnectionPool:
    """To the very address that was looked at; of TLS the name is checked."""
    address = addresses.resolved(host, port)
    if scheme == "http":
        return urllib3.HTTPConnectionPool(address, port)
    return urllib3.HTTPSConnectionPool(
        *(address, port),
        server_hostname=host,
        assert_hostname=host,
        cert_reqs="CERT_REQUIRED",
        ca_certs=certifi.where(),
    )


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def forget(*, at: datetime, kept: timedelta = timedelta(days=30)) -> int:
    """What was told a month ago; how many happenings."""
    old = Happening.objects.filter(happened_at__lt=at - kept, shared_out=True)
    return old.exclude(deliveries__state=Delivery.State.WAITING).delete()[0]
