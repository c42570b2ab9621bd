"""The next rank's requirements, each with its ring."""

from collections.abc import Iterable

from commissions.charts.ring import Ring, ring
from commissions.standings.progress import Need


def rings(needs: Iterable[Need]) -> list[tuple[Need, Ring]]:
    return [(need, ring(need.have, need.need)) for need in needs]
