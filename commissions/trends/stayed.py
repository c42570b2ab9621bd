"""Who stayed, of an agent's own customers: a row for the month in which they began."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from agents.models import Agent
from agents.retention.cohorts import Cohort, cohorts
from commissions.charts.grid import Cell, Grid, cohort_grid
from commissions.trends import MONTHS

AFTER = (1, 3, 6)


@dataclass(frozen=True)
class After:
    """`left` of the `customers` who began `months` ago or earlier were charged in that month."""

    months: int
    left: int
    customers: int


@dataclass(frozen=True)
class Stayed:
    """In the picture are those of whom something is known: the month after their first is over."""

    cohorts: tuple[Cohort, ...]
    chart: Grid

    @property
    def known(self) -> list[Cohort]:
        return [cohort for cohort in self.cohorts if cohort.left]

    @property
    def customers(self) -> int:
        return sum(cohort.customers for cohort in self.cohorts)

    @property
    def drawn(self) -> Iterator[tuple[Cohort, tuple[Cell, ...]]]:
        return zip(self.known, self.chart.rows, strict=True)

    @property
    def table(self) -> Iterator[tuple[Cohort, list[int | None]]]:
        """All cohorts, each with as many places as the picture has columns; None where nothing is
        known yet."""
        for cohort in self.cohorts:
            missing = self.chart.columns - len(cohort.left)
            yield cohort, [*cohort.left, *[None] * missing]

    @property
    def after(self) -> list[After]:
        """All cohorts together, after some of the months that are known of one of them."""
        return [self._after(months) for months in AFTER if months <= self.chart.columns]

    def _after(self, months: int) -> After:
        known = [cohort for cohort in self.cohorts if len(cohort.left) >= months]
        left = sum(cohort.left[months - 1] for cohort in known)
        return After(months, left, sum(cohort.customers for cohort in known))


def stayed(agent: Agent, *, night: date, count: int = MONTHS) -> Stayed | None:
    """None where nobody began in that time. Two queries."""
    found = cohorts(agent, day=night, count=count)
    if not found:
        return None
    return Stayed(tuple(found), cohort_grid([(c.customers, c.left) for c in found if c.left]))
