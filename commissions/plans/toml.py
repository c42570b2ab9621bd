"""A plan file's text → its values, or all that is wrong with it, by line (domain page, The
compensation plan)."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from commissions.plans.toml_lines import key_lines
from commissions.plans.toml_values import (
    FIELDS,
    PLAN_KEYS,
    RANK_KEYS,
    REQUIREMENTS,
    BadValue,
    shown,
)

MILLION = 1_000_000


@dataclass(frozen=True)
class ParsedRank:
    """The fields of plans.models.Rank, less plan and position."""

    name: str
    residual_ppm: int = 0
    levels_ppm: tuple[int, ...] = ()
    override_ppm: int = 0
    personal_volume: int = 0
    customers: int = 0
    group_volume: int = 0
    max_leg_share_ppm: int = MILLION
    legs: int = 0
    leg_position: int = 0


@dataclass(frozen=True)
class ParsedPlan:
    """The fields of plans.models.Plan, and the ranks, lowest first; `line` is effective_from's."""

    name: str
    effective_from: date
    active_volume: int = 0
    active_customers: int = 0
    compression: str = "active"
    downline_basis: str = "charge"
    own_accounts_pay: bool = False
    residual_requires_active: bool = False
    hold_days: int = 0
    ranks: tuple[ParsedRank, ...] = ()
    line: int = field(default=1, compare=False)


class BadPlan(ValueError):
    """`problems` has (line, what is wrong) each."""

    def __init__(self, problems: list[tuple[int, str]]) -> None:
        super().__init__("\n".join(f"{line}: {text}" for line, text in problems))
        self.problems = problems


def parse(text: str) -> ParsedPlan:
    """Raises BadPlan with every problem."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        raise BadPlan([_syntax_error(str(e), text)]) from None
    except (RecursionError, ValueError):
        what = "nested too deeply, or a number has thousands of digits"
        raise BadPlan([(1, f"not a plan: {what}")]) from None
    reader = _Reader(text)
    tables = values.pop("ranks", [])
    plan = reader.table(values, None, PLAN_KEYS, required=("name", "effective_from"))
    ranks = reader.ranks(tables)
    if reader.problems:
        raise BadPlan(sorted(reader.problems))
    line = reader.line(None, "effective_from")
    return ParsedPlan(**plan, ranks=tuple(ParsedRank(**rank) for rank in ranks), line=line)


def _syntax_error(said: str, text: str) -> tuple[int, str]:
    match = re.fullmatch(r"(.*) \(at (?:line ([0-9]+), column [0-9]+|end of document)\)", said)
    if not match:
        return 1, f"not TOML: {said}"
    return int(match[2] or text.rstrip("\n").count("\n") + 1), f"not TOML: {match[1]}"


class _Reader:
    """Reads tables, and collects what is wrong. `at` is a rank's position, None for the plan."""

    def __init__(self, text: str) -> None:
        self.problems: list[tuple[int, str]] = []
        self._lines = key_lines(text)

    def line(self, at: int | None, key: str) -> int:
        places = ((at, key), (at, ""), (None, "ranks" if at is not None else ""))
        return next((self._lines[place] for place in places if place in self._lines), 1)

    def wrong(self, at: int | None, key: str, text: str) -> None:
        self.problems.append((self.line(at, key), text))

    def table(
        self,
        values: Mapping[str, Any],
        at: int | None,
        keys: Mapping[str, Callable[[Any], Any]],
        required: tuple[str, ...],
    ) -> dict[str, Any]:
        """The good values by field."""
        found = {}
        for key, value in values.items():
            if key not in keys:
                what = f"unknown key {shown(key)}; the keys here are {', '.join(keys)}"
                self.wrong(at, key, what)
                continue
            try:
                found[FIELDS.get(key, key)] = keys[key](value)
            except BadValue as e:
                self.wrong(at, key, f"{key}: {e}")
        for key in required:
            if key not in values:
                self.wrong(at, "", f"no {key}")
        return found

    def ranks(self, tables: Any) -> list[dict[str, Any]]:
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self.wrong(None, "ranks", "ranks: each is a table of its own, under [[ranks]]")
            return []
        if not tables:
            self.wrong(None, "", "no ranks; write at least one, under [[ranks]]")
        names: dict[str, int] = {}
        return [self._rank(table, position, names) for position, table in enumerate(tables)]

    def _rank(self, table: Mapping[str, Any], at: int, names: dict[str, int]) -> dict[str, Any]:
        """`names` has the positions of the lower ranks; this one's is added."""
        rank = self.table(table, at, RANK_KEYS, required=("name",))
        leg_rank = rank.pop("leg_rank", None)
        if leg_rank in names:
            rank["leg_position"] = names[leg_rank]
        elif leg_rank is not None:
            lower = ", ".join(names) or "none"
            what = f"leg_rank: {shown(leg_rank)} is not a lower rank; those are: {lower}"
            self.wrong(at, "leg_rank", what)
        for key in REQUIREMENTS if at == 0 else ():
            if rank.get(key):
                self.wrong(at, key, f"{key}: the first rank has no requirements, everyone has it")
        name = rank.get("name")
        if name in names:
            earlier = self.line(names[name], "name")
            self.wrong(at, "name", f"name: {shown(name)} is the rank of line {earlier} already")
        elif name is not None:
            names[name] = at
        return rank
