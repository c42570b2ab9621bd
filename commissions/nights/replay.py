"""Nights computed again from the facts that each saw, and compared with what it wrote."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import numpy as np

from agents.models import Agent, Charge
from commissions.engine import Night, compute_night
from commissions.engine.lines import Lines
from commissions.engine.posting import Postings
from commissions.engine.rounding import MICRO, Sums
from commissions.ledger.models import Transfer
from commissions.nights import currencies, fingerprint, stored, write
from commissions.nights.history import History
from commissions.nights.models import Entry, Kind, Run
from commissions.nights.read import Names, Read, read
from commissions.nights.sources import AsOf, Rows, Tonight
from commissions.plans import versions
from commissions.standings import check as standings
from commissions.standings import record

Progress = Callable[[str, int, int], None]
_SHOWN = 5


class FactsNotKept(Exception):
    """The night ran before moves, arrivals and changes of status were kept, and comes to other
    lines now."""

    def __init__(self, day: date) -> None:
        super().__init__(
            f"The night of {day} ran with an earlier release, which didn't keep the facts that it "
            "saw; with those of now it would come to something else."
        )


def last_night(run: Run) -> Iterator[str]:
    """Its lines and transfers come out again. Raises FactsNotKept."""
    found = _read(run, History(), Tonight(run.posted_on).carried())
    yield from _facts_changed(run, found)
    night = compute_night(found.inputs)
    if not run.facts_kept and not _same_lines(run, found.names, night.lines):
        raise FactsNotKept(run.posted_on)
    before = replace(found.inputs, fractions=_rewound(found, night.lines))
    yield from _differences(run, found.names, night.lines, compute_night(before).postings)
    yield from _standings(run, found, night)


def every_night(progress: Progress | None, notes: list[str]) -> Iterator[str]:
    """All nights from the first on, each with the fractions that the one before it left."""
    runs = list(Run.objects.order_by("posted_on"))
    history, carried = History(), _nothing_carried()
    for done, run in enumerate(runs):
        if progress:
            progress("every night again", done, len(runs))
        found = _read(run, history, carried)
        night = compute_night(found.inputs)
        if run.facts_kept:
            carried = _carried_on(carried, _left_by(found.names, night.postings))
            yield from _facts_changed(run, found)
            yield from _differences(run, found.names, night.lines, night.postings)
            yield from _standings(run, found, night)
        else:
            carried = _carried_on(carried, _left_by_lines(carried, run.posted_on))
            if not _same_lines(run, found.names, night.lines):
                notes.append(str(FactsNotKept(run.posted_on)))


def _read(run: Run, history: History, carried: Rows) -> Read:
    go_live = versions.go_live()
    assert go_live is not None
    source = AsOf(run.posted_on, go_live, history, carried)
    return read(day=run.posted_on, plan=run.plan, source=source)


def _facts_changed(run: Run, found: Read) -> Iterator[str]:
    if run.facts_kept and fingerprint.of_inputs(found) != run.inputs_sha256:
        yield f"replay: the facts behind the night of {run.posted_on} are not those that it read"


def _standings(run: Run, found: Read, night: Night) -> Iterator[str]:
    computed = record.columns(found.names.agents, found.inputs.network, night.standing)
    return standings.of_night(run.posted_on, computed)


def _same_lines(run: Run, names: Names, lines: Lines) -> bool:
    return fingerprint.of_lines(write.columns(lines, names)) == run.lines_sha256


def _differences(run: Run, names: Names, lines: Lines, postings: Postings) -> Iterator[str]:
    columns = write.columns(lines, names)
    if fingerprint.of_lines(columns) != run.lines_sha256:
        yield f"replay: the night of {run.posted_on} comes to other lines now"
    yield from _different_lines(run.posted_on, columns)
    if _expected(names, postings) != _posted(run.posted_on):
        yield f"replay: the night of {run.posted_on} comes to other transfers now"


def _different_lines(day: date, columns: Rows) -> Iterator[str]:
    """Each stored line against each computed one; the first few that differ."""
    there = stored.read_lines(day)
    names = fingerprint.LINE_COLUMNS
    if all(np.array_equal(there[name], columns[name]) for name in names):
        return
    computed = set(zip(*(columns[name].tolist() for name in names), strict=True))
    written = set(zip(*(there[name].tolist() for name in names), strict=True))
    for line in sorted(written - computed)[:_SHOWN]:
        yield f"replay: {day}: {_named(line)} is there, and doesn't come out again"
    for line in sorted(computed - written)[:_SHOWN]:
        yield f"replay: {day}: {_named(line)} comes out, and isn't there"


def _named(line: tuple[int, ...]) -> str:
    earner, charge, kind, entry, *_, amount = line
    code = Agent.objects.filter(pk=earner).values_list("code", flat=True).first() or earner
    ref = Charge.objects.filter(pk=charge).values_list("ref", flat=True).first() or charge
    said = f"{Entry(entry).label} {Kind(kind).label}"
    return f"{said} of {code} from {ref}, {amount} millionths of a minor unit,"


def _nothing_carried() -> Rows:
    return {
        name: np.zeros(0, np.int64) for name in ("agent_id", "number", "entry", "fraction_micro")
    }


def _carried_on(carried: Rows, tonight: Rows) -> Rows:
    """With what this night leaves; of two rows of the same key that counts."""
    rows = {name: np.concatenate([tonight[name], carried[name]]) for name in carried}
    _, first = np.unique(_keys(rows), axis=1, return_index=True)
    return {name: values[first] for name, values in rows.items()}


def _left_by(names: Names, postings: Postings) -> Rows:
    return {
        "agent_id": names.agents[postings.agent],
        "number": names.currencies[postings.currency],
        "entry": postings.entry,
        "fraction_micro": postings.fraction_micro,
    }


def _left_by_lines(carried: Rows, day: date) -> Rows:
    """From the stored lines of a night that can't be computed again."""
    columns = stored.read_lines(day)
    lines = {
        "agent_id": columns["earner"],
        "number": columns["currency"],
        "entry": columns["entry"],
        "fraction_micro": np.abs(columns["amount_micro"]) % MICRO,
    }
    rows = {name: np.concatenate([lines[name], carried[name]]) for name in carried}
    keys, inverse = np.unique(_keys(rows), axis=1, return_inverse=True)
    sums = np.zeros(keys.shape[1], np.int64)
    np.add.at(sums, inverse.ravel(), rows["fraction_micro"])
    return dict(zip(carried, [*keys, sums % MICRO], strict=True))


def _keys(rows: Rows) -> np.ndarray:
    return np.stack([rows["agent_id"], rows["number"], rows["entry"]])


def _rewound(found: Read, lines: Lines) -> np.ndarray:
    """What was carried before this night, the last one: what is carried now less its lines."""
    now = found.inputs.fractions.astype(np.int64)
    cell = np.ravel_multi_index((lines.earner, lines.currency, lines.entry), now.shape)
    sums = Sums(now.size)
    sums.add(np.abs(lines.amount_micro), cell)
    return (now - sums.millionths().reshape(now.shape)) % MICRO


Posted = dict[tuple[int, str, str], int]


def _expected(names: Names, postings: Postings) -> Posted:
    some = postings.amount_minor > 0
    return {
        (agent, currencies.code(number), Entry(entry).label): amount
        for agent, number, entry, amount in zip(
            names.agents[postings.agent][some].tolist(),
            names.currencies[postings.currency][some].tolist(),
            postings.entry[some].tolist(),
            postings.amount_minor[some].tolist(),
            strict=True,
        )
    }


def _posted(day: date) -> Posted:
    rows = Transfer.objects.filter(posted_on=day, kind__in=["earned", "clawback"])
    return {
        (credited if kind == "earned" else debited, currency, kind): amount
        for credited, debited, currency, kind, amount in rows.values_list(
            "credit__agent_id", "debit__agent_id", "currency", "kind", "amount_minor"
        )
    }
