"""Health, metrics, and logs that can be followed."""

import json
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import structlog
from celery import Celery
from django.utils import timezone

from agents.models import Agent
from commissions.monitoring import checking, figures
from commissions.monitoring.models import Verification
from commissions.nights.run import run_through
from mlmsite.lib import health
from tests import build
from tests.test_configuration import PRODUCTION, started

TOKEN = {"Authorization": "Bearer metrics-token"}


@pytest.fixture
def metrics(db, client, settings):
    settings.METRICS_TOKEN = "metrics-token"

    def read() -> dict[str, float]:
        lines = client.get("/metrics", headers=TOKEN).content.decode().splitlines()
        rows = (line.rpartition(" ") for line in lines if not line.startswith("#"))
        return {name: float(value) for name, _, value in rows}

    return read


def test_it_is_live_without_a_database(client, monkeypatch):
    assert client.get("/health/live").json() == {"status": "ok"}


def test_ready_says_what_is_not(db, client, monkeypatch):
    found = client.get("/health/ready")
    assert (found.status_code, found.json()["status"]) == (200, "ok")

    def broken() -> None:
        raise OSError("secret@10.0.0.1")

    monkeypatch.setitem(health._CHECKS, "redis", broken)
    found = client.get("/health/ready")
    assert (found.status_code, found.json()["redis"]) == (503, "OSError")
    assert b"secret" not in found.content


def test_a_redis_that_is_gone_is_not_ready(db, client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert client.get("/health/ready").status_code == 503


def test_metrics_are_for_who_has_the_token(metrics, client, settings):
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer x"}).status_code == 401
    assert "commissions_night_late" in metrics()
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers=TOKEN).status_code == 404


def test_the_last_night_is_told_of(metrics, monkeypatch):
    monkeypatch.setattr(
        timezone, "localtime", lambda: datetime(2026, 1, 2, 9, tzinfo=ZoneInfo("UTC"))
    )
    build.plan()
    build.subscription("S1", of=build.customer("C1", of=build.agent("BEA")))
    assert metrics()["commissions_night_late"] == 0
    run_through(through=build.NEW_YEAR)
    found = metrics()
    assert found["commissions_nights_total"] == 1
    assert found['commissions_night_rows{what="lines"}'] == 1
    assert found["commissions_night_late"] == 0
    assert 'commissions_night_seconds{stage="compute"}' in found
    monkeypatch.setattr(
        timezone, "localtime", lambda: datetime(2026, 1, 3, 9, tzinfo=ZoneInfo("UTC"))
    )
    assert metrics()["commissions_night_late"] == 1


@pytest.mark.parametrize(
    ("now", "last", "late"),
    [
        ("2026-01-03T05:59", date(2026, 1, 1), False),
        ("2026-01-03T06:00", date(2026, 1, 1), True),
        ("2026-01-03T06:00", date(2026, 1, 2), False),
        ("2026-01-03T01:00", date(2025, 12, 31), True),
    ],
)
def test_from_six_on_yesterday_s_night_is_late(now, last, late):
    run = SimpleNamespace(posted_on=last)
    assert figures.is_late(datetime.fromisoformat(f"{now}+00:00"), run) == late


def test_books_that_do_not_agree_are_told_of(metrics):
    build.plan()
    build.subscription("S1", of=build.customer("C1", of=build.agent("BEA")))
    run_through(through=build.NEW_YEAR)
    assert checking.check_books().breaches == 0
    assert metrics()["commissions_verify_failed"] == 0
    Agent.objects.filter(code="BEA").update(level=5)
    assert checking.check_books().breaches > 0
    found = metrics()
    assert found["commissions_verify_failed"] == 1
    assert found["commissions_verify_breaches"] == Verification.objects.latest("pk").breaches


def test_books_that_nobody_looks_at_are_told_of(metrics):
    now = timezone.now()
    Verification.objects.create(started_at=now, finished_at=now - timedelta(hours=37), breaches=0)
    assert metrics()["commissions_verify_failed"] == 1


def test_requests_are_counted(metrics, client):
    client.get("/health/live")
    counted = [name for name in metrics() if name.startswith("django_http_requests_total_by_view")]
    assert any("health_live" in name for name in counted)


def test_logs_are_json_in_production_and_bear_the_request_s_id(db, client, settings, capsys):
    from logging.config import dictConfig

    from mlmsite.lib import logs

    settings.DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = True
    dictConfig(logs.logging(level="INFO", as_json=True))
    try:
        answer = client.get("/api/v1/me", headers={"X-Request-ID": "request-1"})
    finally:
        dictConfig(settings.LOGGING)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines() if line[:1] == "{"]
    assert lines
    assert answer.headers["X-Request-ID"] == "request-1"
    assert {line["request_id"] for line in lines if "request_id" in line} == {"request-1"}
    assert all({"level", "logger", "timestamp", "event"} <= line.keys() for line in lines)


@pytest.mark.parametrize("said", [{"LOG_FORMAT": "xml"}, {"API_RATE": "often"}])
def test_bad_settings_stop_it(said):
    assert started(**PRODUCTION, **said).returncode != 0


def test_a_task_bears_the_id_of_the_request_that_sent_it():
    """Through a real message: published to a broker in memory, and read from there."""
    app = Celery("tests", broker="memory://", set_as_current=False)
    structlog.contextvars.bind_contextvars(request_id="request-7")
    try:
        app.send_task("commissions.tasks.send_hooks")
    finally:
        structlog.contextvars.clear_contextvars()
    with app.connection_for_read() as connection:
        message = connection.SimpleQueue("celery").get(timeout=5)
        message.ack()
    assert "request-7" in str(message.headers)
