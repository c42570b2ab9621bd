"""Commission lines as arrays, and their kinds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np

EARNED, CLAWBACK = 0, 1
RESIDUAL, DOWNLINE, OVERRIDE = 0, 1, 2

_PART = 1_000_000
_TYPES = {
    "charge": np.int64,
    "earner": np.int32,
    "entry": np.int8,
    "kind": np.int8,
    "level": np.int32,
    "rank": np.int32,
    "rate_ppm": np.int32,
    "base_micro": np.int64,
    "amount_micro": np.int64,
    "currency": np.int16,
}


@dataclass(frozen=True)
class Lines:
    """(lines,) each: charge (its label), earner (position), entry, kind, level, rank (its label),
    rate, base, amount (negative where it claws back), currency (its number)."""

    charge: np.ndarray
    earner: np.ndarray
    entry: np.ndarray
    kind: np.ndarray
    level: np.ndarray
    rank: np.ndarray
    rate_ppm: np.ndarray
    base_micro: np.ndarray
    amount_micro: np.ndarray
    currency: np.ndarray

    def __len__(self) -> int:
        return len(self.charge)

    @staticmethod
    def of(n: int, **columns: object) -> Lines:
        """n lines; a column may be one value for all of them."""
        return Lines(**{name: _column(n, columns[name], kind) for name, kind in _TYPES.items()})

    @staticmethod
    def none() -> Lines:
        return Lines.of(0, **dict.fromkeys(_TYPES, 0))

    @staticmethod
    def join(parts: list[Lines]) -> Lines:
        """Empties the list as it goes: a night's lines can be more than half of the memory."""
        parts[:] = [part for part in parts if len(part)]
        if len(parts) < 2:
            return parts.pop() if parts else Lines.none()
        columns: dict[str, list[np.ndarray]] = {name: [] for name in _TYPES}
        for part in parts:
            for name in _TYPES:
                columns[name].append(getattr(part, name))
        del part
        parts.clear()
        return Lines(**{name: _concatenate(columns, name) for name in _TYPES})

    def parts(self) -> Iterator[Lines]:
        """The lines a million at a time, for work that needs room of its own for each line."""
        for start in range(0, len(self), _PART):
            yield self.take(slice(start, start + _PART))

    def take(self, which: np.ndarray | slice) -> Lines:
        """The lines of a mask or of positions, in that order."""
        return Lines(**{field.name: getattr(self, field.name)[which] for field in fields(self)})


def _column(n: int, values: object, kind: type) -> np.ndarray:
    array: np.ndarray = np.asarray(values, kind)
    return np.full(n, array) if array.ndim == 0 else array


def _concatenate(columns: dict[str, list[np.ndarray]], name: str) -> np.ndarray:
    parts = columns.pop(name)
    return np.concatenate([np.empty(0, _TYPES[name]), *parts])
