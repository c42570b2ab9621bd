"""Shares in a grid: a row a cohort, a column a month later, the darker the more."""

from collections.abc import Sequence
from dataclasses import dataclass

ROW = 26
GAP_ACROSS, GAP_DOWN = 0.4, 2
SHADES = 5


@dataclass(frozen=True)
class Cell:
    """`part` of `whole`, both counts; `shade` from 1 to SHADES. `x` and `width` in percent."""

    part: int
    whole: int
    x: float
    y: int
    width: float
    height: int

    @property
    def percent(self) -> int:
        """Whole percent, rounded down: 100 says that nobody is missing."""
        return 100 * self.part // self.whole

    @property
    def shade(self) -> int:
        return min(SHADES, SHADES * self.part // self.whole + 1)

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)

    @property
    def half(self) -> int:
        """Of its height: where its text stands in it."""
        return self.height // 2


@dataclass(frozen=True)
class Grid:
    columns: int
    height: int
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def across(self) -> range:
        """The months later, as they stand below the columns."""
        return range(1, self.columns + 1)


def cohort_grid(cohorts: Sequence[tuple[int, Sequence[int]]]) -> Grid:
    """Each cohort's size, above 0, and how many of it are left after 1, 2, ... months."""
    columns = max((len(left) for _, left in cohorts), default=0)
    return Grid(
        columns,
        ROW * len(cohorts),
        tuple(
            tuple(_cell(row, column, columns, n, size) for column, n in enumerate(left))
            for row, (size, left) in enumerate(cohorts)
        ),
    )


def _cell(row: int, column: int, columns: int, part: int, whole: int) -> Cell:
    slot = 100 / columns
    return Cell(
        part=part,
        whole=whole,
        x=round(column * slot + GAP_ACROSS / 2, 2),
        y=row * ROW + GAP_DOWN // 2,
        width=round(slot - GAP_ACROSS, 2),
        height=ROW - GAP_DOWN,
    )
