"""Doing things at the same time, each thread on a database connection of its own."""

from collections.abc import Callable
from threading import Barrier, Thread

from django.db import connection


def together(*jobs: Callable[[], object]) -> list[Exception]:
    """Start all at once and wait for all; what they raised."""
    start = Barrier(len(jobs))
    raised: list[Exception] = []

    def run(job: Callable[[], object]) -> None:
        try:
            start.wait()
            job()
        except Exception as e:
            raised.append(e)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised
