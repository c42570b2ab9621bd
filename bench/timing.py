"""Many times the same thing, each time measured; and tables of what came out."""

import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TypeVar

import numpy as np

Item = TypeVar("Item")


def milliseconds(act: Callable[[], object]) -> tuple[float, object]:
    started = time.perf_counter()
    result = act()
    return (time.perf_counter() - started) * 1000, result


def each(act: Callable[[Item], object], items: Iterable[Item], *, at_most_s: float) -> np.ndarray:
    """Milliseconds of `act` for each item, (n,); what making the items takes is not in it. Stops
    after `at_most_s` seconds, but not before the fifth."""
    spent: list[float] = []
    for item in items:
        spent.append(milliseconds(partial(act, item))[0])
        if sum(spent) > at_most_s * 1000 and len(spent) >= 5:
            break
    return np.array(spent)


def figures(spent: np.ndarray) -> list[str]:
    """Median and 99th percentile."""
    return [number(np.median(spent)), number(np.percentile(spent, 99))]


def number(value: float) -> str:
    """Three digits that count: 0.123, 12.3, 1,230."""
    return f"{value:,.{max(0, 2 - int(np.floor(np.log10(value))))}f}" if value else "0"


def show(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """As Markdown; the first column to the left."""
    table = [list(map(str, row)) for row in (header, *rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    rule = ["-" * width if i == 0 else "-" * (width - 1) + ":" for i, width in enumerate(widths)]
    for row in (table[0], rule, *table[1:]):
        cells = [
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print(f"| {' | '.join(cells)} |", flush=True)
