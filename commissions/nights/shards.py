"""A large night's lines written by several processes, and visible in one step (PostgreSQL, Redis).

The night itself, the coordinator, has computed the lines and holds the night's transaction. It cuts
them into ranges of earners, lays each range (a *shard*) down in Redis and sends a Celery task for
it. Whoever claims a shard, a worker or the coordinator itself, fills a table of its own with it,
builds the indexes, and says so; the coordinator attaches all tables as leaves (partitions.py) in
the night's transaction. Its commit is the one step in which they become lines.

Nothing depends on how many write: ids, rows and their order are settled before the lines are cut.
Without workers the coordinator writes every shard itself. A claim lapses a few seconds after its
holder has died, and the shard is taken up by somebody else; the first table that is announced
counts. A coordinator that dies leaves tables that nobody attached; the next night drops them.
"""

import hashlib
import io
import json
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from threading import Event, Thread

import numpy as np
from celery import current_app
from django.conf import settings
from django.db import OperationalError, connection, transaction
from redis import Redis, RedisError

from commissions.nights import partitions
from commissions.nights.partitions import Part, Rows

TASK = "commissions.tasks.write_shard"
_KEPT_S = 60 * 60
_CLAIM_S = 10
_RENEWED_S = 2
_LOOK_AGAIN_S = 0.02


class RedisFailed(OperationalError):
    def __init__(self, error: RedisError) -> None:
        super().__init__(f"Redis, over which the night's lines were handed out, failed: {error}")


class ShardDiffers(RuntimeError):
    def __init__(self, table: str) -> None:
        super().__init__(f"{table} was not loaded with the lines that the night had computed.")


@dataclass(frozen=True)
class Store:
    """One night's shards in Redis."""

    redis: Redis
    token: str

    def _key(self, what: str, shard: int) -> str:
        return f"night:{self.token}:{what}:{shard}"

    def publish(self, shard: int, day: date, rows: Rows) -> None:
        packed = io.BytesIO()
        np.savez(packed, day=np.datetime64(day), **rows)
        self.redis.set(self._key("rows", shard), packed.getvalue(), ex=_KEPT_S)

    def rows(self, shard: int) -> tuple[date, Rows] | None:
        packed = self.redis.get(self._key("rows", shard))
        if packed is None:
            return None
        with np.load(io.BytesIO(packed), allow_pickle=False) as columns:
            rows = dict(columns)
        return rows.pop("day").item(), rows

    def claim(self, shard: int) -> bool:
        return bool(self.redis.set(self._key("claim", shard), 1, nx=True, ex=_CLAIM_S))

    @contextmanager
    def held(self, shard: int) -> Iterator[None]:
        """Keeps a claim alive, for as long as this process is."""
        done = Event()

        def renew() -> None:
            while not done.wait(_RENEWED_S):
                with suppress(RedisError):
                    self.redis.expire(self._key("claim", shard), _CLAIM_S)

        thread = Thread(target=renew, daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def announce(self, shard: int, table: str, sha256: str) -> bool:
        """False where somebody else has done the shard."""
        told = json.dumps({"table": table, "sha256": sha256})
        return bool(self.redis.set(self._key("done", shard), told, nx=True, ex=_KEPT_S))

    def announced(self, shard: int) -> dict[str, str] | None:
        told = self.redis.get(self._key("done", shard))
        return json.loads(told) if told else None

    def forget(self) -> None:
        for key in self.redis.scan_iter(f"night:{self.token}:*"):
            self.redis.delete(key)


def _store(token: str) -> Store:
    return Store(Redis.from_url(settings.REDIS_URL), token)


def wanted() -> bool:
    return settings.NIGHT_SHARDS > 1 and bool(settings.REDIS_URL)


def write(*, day: date, rows: Rows) -> list[Part]:
    """The coordinator: tables for all of these lines, to be attached. Raises RedisFailed."""
    try:
        return _write(_store(secrets.token_hex(6)), day, cut(rows, settings.NIGHT_SHARDS))
    except RedisError as e:
        raise RedisFailed(e) from e


def cut(rows: Rows, count: int) -> list[Rows]:
    """At most `count` shards of about equal size; an earner's lines stay together."""
    earner = rows["earner"]
    wished = [earner[i] for i in range(0, len(earner), -(-len(earner) // count))]
    begins = np.unique(np.searchsorted(earner, wished))
    ends = np.append(begins[1:], len(earner))
    return [
        {name: values[begin:end] for name, values in rows.items()}
        for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)
    ]


def _write(store: Store, day: date, shards: Sequence[Rows]) -> list[Part]:
    for number, rows in enumerate(shards):
        store.publish(number, day, rows)
        current_app.send_task(TASK, [store.token, number])
    tables: dict[int, str] = {}
    while len(tables) < len(shards):
        number = _next(store, shards, tables)
        if number is None:
            time.sleep(_LOOK_AGAIN_S)
        else:
            # Straight into the night's transaction: nobody else has to be told.
            tables[number] = partitions.new_name()
            with store.held(number):
                partitions.fill(tables[number], shards[number], day=day)
    store.forget()
    return list(_parts(shards, tables))


def _next(store: Store, shards: Sequence[Rows], tables: dict[int, str]) -> int | None:
    """Notes what others have done; a shard for the coordinator itself, from the last one down, as
    workers begin with the first."""
    for number in reversed(range(len(shards))):
        if number in tables:
            continue
        if told := store.announced(number):
            if told["sha256"] != _sha256(shards[number]):
                raise ShardDiffers(told["table"])
            tables[number] = told["table"]
        elif store.claim(number):
            return number
    return None


def _parts(shards: Sequence[Rows], tables: dict[int, str]) -> Iterator[Part]:
    firsts: list[int | None] = [int(rows["earner"][0]) for rows in shards]
    lows = [None, *firsts[1:]]
    for number, (low, high) in enumerate(zip(lows, [*firsts[1:], None], strict=True)):
        yield Part(tables[number], low, high)


def write_shard(token: str, number: int) -> bool:
    """A worker: fills a table with a shard, unless somebody else has. Told twice, or too late, it
    does nothing that counts."""
    store = _store(token)
    if store.announced(number) or not store.claim(number):
        return False
    found = store.rows(number)
    if found is None:
        return False
    day, rows = found
    table = partitions.new_name()
    with store.held(number), transaction.atomic():
        partitions.fill(table, rows, day=day)
    counts = store.announce(number, table, _sha256(rows))
    if not counts:
        _drop(table)
    return counts


def _sha256(rows: Rows) -> str:
    sha = hashlib.sha256()
    for name, values in rows.items():
        sha.update(name.encode())
        sha.update(np.ascontiguousarray(values).view(np.uint8))
    return sha.hexdigest()


def drop_leftovers() -> None:
    """Of a coordinator that died. The night's lock says that no other one is at work; a table that
    a late worker still fills is left for the next night."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND NOT relispartition"
            " AND starts_with(relname, %s)",
            [partitions.STAGING],
        )
        for (table,) in cursor.fetchall():
            try:
                with transaction.atomic():
                    cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE NOWAIT")
                    _drop(table)
            except OperationalError:
                continue


def _drop(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {table}")
