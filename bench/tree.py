"""Enrolling into a large tree and reading it, beside stock django-mptt and the bare INSERT.

    DATABASE_URL=postgres://… python bench/tree.py --agents 100000 1000000

Works in a scratch database, which it drops again. Each pattern of enrolments has a copy of the same
tree for itself. An enrolment is timed from the call to its COMMIT, the sponsor being at hand, just
read. Stock django-mptt is measured on a sample, in a table that is vacuumed after each.
"""

import argparse
import os
import sys
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mlmsite.settings")

import django

django.setup()

import numpy as np
from django.db import transaction

from agents.models import Agent
from agents.tree.enrol import enrol
from bench import company, enrolling, reading, scratch, stock
from bench.enrolling import Enrolled, Pattern
from bench.timing import figures, number, show

_ENROLLING = ("enrolling", "n", "median ms", "p99 ms", "worst ms", "rows rewritten, mean", "worst")
_STOCK = ("stock n", "stock median ms", "stock rows, mean", "× stock")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--agents", type=int, nargs="+", default=[100_000])
    parser.add_argument("--random", type=int, default=10_000, help="at random sponsors")
    parser.add_argument("--hot", type=int, default=10_000, help="at one sponsor")
    parser.add_argument("--chain", type=int, default=5_000, help="each at the one before")
    parser.add_argument("--stock", type=int, default=5, help="a pattern, by stock django-mptt")
    parser.add_argument("--reads", type=int, default=200, help="of each kind")
    options = parser.parse_args()
    for agents in options.agents:
        with scratch.database():
            measure(agents, options)


def measure(agents: int, options: argparse.Namespace) -> None:
    print(f"\n{agents:,} agents\n", flush=True)
    with transaction.atomic():
        company.network(agents)
    stock.make()
    scratch.vacuum()
    patterns = enrolling.patterns(random=options.random, hot=options.hot, chain=options.chain)
    enrolments = []
    for pattern in patterns:
        with scratch.copy():
            enrolments.append(_enrolments(pattern, options.stock))
            if pattern is patterns[0]:
                limit = enrolling.floor(agents + 1)
            if pattern is patterns[-1]:
                uplines, downlines = _reading(options.reads)
    show(_ENROLLING + _STOCK, [row for row, _ in enrolments])
    _, usual = enrolments[0]
    print(
        f"\nThe bare INSERT and COMMIT of the same rows: {' / '.join(figures(limit))} ms, ", end=""
    )
    print(f"of which an enrolment at random is {number(usual / np.median(limit))} ×\n")
    show(
        ("reading", "levels up", "median ms", "p99 ms", "stock median ms", "stock p99 ms"), uplines
    )
    print()
    show(("reading", "below", "median ms", "p99 ms"), downlines)


def _enrolments(pattern: Pattern, sample: int) -> tuple[list[str], float]:
    """A row of the table, and its median in milliseconds."""
    scratch.settle()
    ours = enrolling.measure(pattern, pattern.count, Agent, enrol)
    scratch.settle()
    vacuum = partial(scratch.vacuum, stock.Stock._meta.db_table)
    theirs = enrolling.measure(pattern, sample, stock.Stock, stock.enrol, between=vacuum)
    median = float(np.median(ours.spent))
    row = [
        *(pattern.name, f"{pattern.count:,}", *figures(ours.spent), number(ours.spent.max())),
        *_rewritten(ours),
        *(sample, number(np.median(theirs.spent)), _rewritten(theirs)[0]),
        number(float(np.median(theirs.spent)) / median),
    ]
    return row, median


def _rewritten(enrolled: Enrolled) -> list[str]:
    return [number(enrolled.rewritten.mean()), f"{enrolled.rewritten.max():,}"]


def _reading(reads: int) -> tuple[list[list[str]], list[list[str]]]:
    """In the tree with the chain, whose bottom is the last to be enrolled."""
    stock.fill()
    scratch.vacuum()
    scratch.settle()
    bottom = Agent.objects.order_by("id").last().pk
    return reading.uplines(reads, bottom=bottom), reading.downlines(reads)


if __name__ == "__main__":
    main()
