"""The figures: the last night, what waits, and whether the books agree."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from redis import Redis, RedisError

from agents.hooks.models import Delivery, Endpoint
from commissions.monitoring.models import Verification
from commissions.nights.models import Run
from commissions.stripe_in.models import StripeEvent

LATE_FROM = time(6)
"""At this hour, in the company's time zone, yesterday's night has to be done."""

LONGEST_UNCHECKED = timedelta(hours=36)


class Figures(Collector):
    def collect(self) -> Iterator[Metric]:
        now = timezone.localtime()
        yield from _night(now)
        yield from _books(now)
        yield from _waiting()


def is_late(now: datetime, last: Run | None) -> bool:
    """Whether a night that should be done by now isn't. Before the first one nothing is late."""
    days = 1 if now.timetz().replace(tzinfo=None) >= LATE_FROM else 2
    return last is not None and last.posted_on < now.date() - timedelta(days=days)


def _night(now: datetime) -> Iterator[Metric]:
    last = Run.objects.order_by("posted_on").last()
    runs = CounterMetricFamily("commissions_nights", "Nights that have run.")
    runs.add_metric([], Run.objects.count())
    yield runs
    yield _gauge(
        "night_late", "1 where a night that should be done isn't.", int(is_late(now, last))
    )
    if last is None:
        return
    age = (now - last.finished_at).total_seconds()
    yield _gauge("night_age_seconds", "Since the last night was done.", age)
    stages = GaugeMetricFamily(
        "commissions_night_seconds", "How long the last night took.", labels=["stage"]
    )
    for stage, seconds in last.seconds.items():
        stages.add_metric([stage], float(seconds))
    yield stages
    rows = GaugeMetricFamily("commissions_night_rows", "What it read and wrote.", labels=["what"])
    for what, count in last.counts.items():
        rows.add_metric([what], count)
    yield rows


def _books(now: datetime) -> Iterator[Metric]:
    last = Verification.objects.order_by("pk").last()
    if last is None:
        return
    yield _gauge("verify_breaches", "What verify found, the last time.", last.breaches)
    age = now - last.finished_at
    yield _gauge("verify_age_seconds", "Since verify was done.", age.total_seconds())
    wrong = last.breaches > 0 or age > LONGEST_UNCHECKED
    yield _gauge("verify_failed", "1 where it found something, or doesn't run.", int(wrong))


def _waiting() -> Iterator[Metric]:
    due = Delivery.objects.filter(state=Delivery.State.WAITING)
    yield _gauge("webhooks_waiting", "Deliveries still to be made.", due.count())
    disabled = Endpoint.objects.exclude(disabled_at=None)
    yield _gauge("webhooks_disabled", "Endpoints that are told nothing.", disabled.count())
    events = GaugeMetricFamily("commissions_stripe_events", "Stripe's events.", labels=["state"])
    for state in (StripeEvent.State.WAITING, StripeEvent.State.REFUSED):
        events.add_metric([state], StripeEvent.objects.filter(state=state).count())
    yield events
    if (length := _queue()) is not None:
        yield _gauge("queue_tasks", "Tasks that wait for a worker.", length)


def _queue() -> int | None:
    if not settings.REDIS_URL:
        return None
    try:
        return Redis.from_url(settings.REDIS_URL, socket_timeout=2).llen("celery")
    except RedisError:
        return None


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"commissions_{name}", words, value=value)
