"""A night computed again from what is stored, and compared with what it wrote."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np

from commissions.engine import compute_night
from commissions.engine.lines import Lines
from commissions.engine.rounding import MICRO, Sums
from commissions.ledger.models import Transfer
from commissions.nights import currencies, fingerprint, write
from commissions.nights.models import Entry, Run
from commissions.nights.read import Read, read
from commissions.nights.sources import Replay


class InputsChanged(Exception):
    """The facts behind the night are no longer those it read: later files, moves, a new status."""

    def __init__(self, day: date) -> None:
        super().__init__(f"The facts behind the night of {day} have changed since it ran.")


def problems(run: Run) -> Iterator[str]:
    """Of the last night: its lines and transfers come out again. Raises InputsChanged."""
    found = read(day=run.posted_on, plan=run.plan, source=Replay())
    if fingerprint.of_inputs(found) != run.inputs_sha256:
        raise InputsChanged(run.posted_on)
    night = compute_night(found.inputs)
    if fingerprint.of_lines(write.columns(night.lines, found.names)) != run.lines_sha256:
        yield f"replay: the night of {run.posted_on} comes to other lines now"
        return
    before = replace(found.inputs, fractions=_rewound(found, night.lines))
    postings = compute_night(before).postings
    some = postings.amount_minor > 0
    expected = {
        (agent, currencies.code(number), Entry(entry).label): amount
        for agent, number, entry, amount in zip(
            found.names.agents[postings.agent][some].tolist(),
            found.names.currencies[postings.currency][some].tolist(),
            postings.entry[some].tolist(),
            postings.amount_minor[some].tolist(),
            strict=True,
        )
    }
    if expected != _posted(run.posted_on):
        yield f"replay: the night of {run.posted_on} comes to other transfers now"


def _rewound(found: Read, lines: Lines) -> np.ndarray:
    """What was carried before this night, the last one: what is carried now less its lines."""
    now = found.inputs.fractions.astype(np.int64)
    cell = np.ravel_multi_index((lines.earner, lines.currency, lines.entry), now.shape)
    sums = Sums(now.size)
    sums.add(np.abs(lines.amount_micro), cell)
    return (now - sums.millionths().reshape(now.shape)) % MICRO


def _posted(day: date) -> dict[tuple[int, str, str], int]:
    rows = Transfer.objects.filter(posted_on=day, kind__in=["earned", "clawback"])
    return {
        (credited if kind == "earned" else debited, currency, kind): amount
        for credited, debited, currency, kind, amount in rows.values_list(
            "credit__agent_id", "debit__agent_id", "currency", "kind", "amount_minor"
        )
    }
