"""The API under load: 200 clients at once for a minute, on gunicorn and PostgreSQL, beside a bare
DRF view that sends the same payload in the same run.

    DATABASE_URL=postgres://… python bench/api.py

Beside each call stands what stock DRF makes of the same rows (bench/bare.py). The clients run on
the same two processors: compare the calls with each other, not with elsewhere.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mlmsite.settings")

import django

django.setup()

import numpy as np
from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone

from agents.models import Agent
from agents.programs import keys
from agents.programs.scopes import offered_to
from bench import pages, scratch
from bench.timing import number, show
from mlmsite.lib.ids import shown

PORT = 8765
CALLS = {
    "the same 50 agents each time": "/bench/bare/agents",
    "stock DRF: 50 agents": "/bench/stock/agents",
    "agents, a page of 50": "/api/v1/agents",
    "stock DRF: an agent": "/bench/stock/agents/1",
    "an agent": "/api/v1/agents/{agent}",
    "stock DRF: 50 transfers": "/bench/stock/transfers",
    "transfers, a page of 50": "/api/v1/transfers",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--agents", type=int, default=10_000)
    parser.add_argument("--charges", type=int, default=50_000)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--times", type=int, default=1)
    options = parser.parse_args()
    with scratch.database():
        pages.fill(options)
        key, agent = _key()
        with _served(), asyncio.Runner() as runner:
            rows = []
            for name, path in CALLS.items():
                path = path.format(agent=agent)
                spent, failed = runner.run(_load(path, key, options.clients, options.seconds))
                rows.append(
                    (name, len(spent) / options.seconds, np.percentile(spent, [50, 99]), failed)
                )
            _report(rows)


def _report(rows: list) -> None:
    told, stock = [], None
    for name, rate, (median, p99), failed in rows:
        stock = rate if name.startswith("stock") else stock
        beside = f"{rate / stock:.2f}" if stock else ""
        told.append([name, number(rate), number(median), number(p99), str(failed), beside])
    show(["call", "a second", "median ms", "99 % ms", "errors", "of stock"], told)


def _key() -> tuple[str, str]:
    """Of the agent at the top, who sees everybody."""
    root = Agent.objects.get(pk=1)
    root.user = get_user_model().objects.create(username=root.code, email=root.email)
    root.save()
    scopes = offered_to(root.user)
    _, text = keys.make(root.user, name="bench", scopes=scopes, at=timezone.now())
    return text, shown("agt", root.pk)


@contextmanager
def _served():
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + connection.settings_dict["NAME"])
    connection.close()
    environment = {
        **os.environ,
        "DATABASE_URL": urlunsplit(url),
        "DEBUG": "on",
        "API_RATE": "100000000/sec",
        "BENCH": "1",
    }
    command = ["gunicorn", "bench.bare", "--workers=2", "--threads=4", "--worker-class=gthread"]
    command = [sys.executable, "-m", *command, f"--bind=127.0.0.1:{PORT}", "--log-level=error"]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as server:
        try:
            for _ in range(100):
                try:
                    urlopen(f"http://127.0.0.1:{PORT}/health/live").read()
                    break
                except OSError:
                    time.sleep(0.2)
            yield
        finally:
            server.terminate()


async def _load(path: str, key: str, clients: int, seconds: int) -> tuple[np.ndarray, int]:
    """Milliseconds of each call, and how many failed."""
    request = (
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n\r\n".encode()
    )
    with urlopen(
        Request(f"http://127.0.0.1:{PORT}{path}", headers={"Authorization": f"Bearer {key}"})
    ) as first:
        assert first.status == 200
    until = time.perf_counter() + seconds
    spent: list[float] = []
    failed = 0

    async def client() -> None:
        nonlocal failed
        reader = writer = None
        while time.perf_counter() < until:
            started = time.perf_counter()
            try:
                if writer is None:
                    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
                writer.write(request)
                head = await reader.readuntil(b"\r\n\r\n")
                lower = head.lower()
                length = int(lower.split(b"content-length: ")[1].split(b"\r\n")[0])
                await reader.readexactly(length)
                if not head.startswith(b"HTTP/1.1 200"):
                    failed += 1
                if b"connection: close" in lower:
                    writer.close()
                    writer = None
            except (OSError, asyncio.IncompleteReadError):
                failed += 1
                writer = None
            spent.append((time.perf_counter() - started) * 1000)

    await asyncio.gather(*(client() for _ in range(clients)))
    return np.array(spent), failed


if __name__ == "__main__":
    main()
