"""A small company in which every step of a night has something to do."""

from datetime import date

from commissions.ledger.models import Transfer
from commissions.nights.models import Carry, CommissionedCharge, Line, Run
from tests import build

LAST = date(2026, 1, 4)


def found() -> None:
    """Ann above Bea above Dan; three currencies, own account, late and refunded charges."""
    build.plan(
        {"name": "Associate", "residual_ppm": 101_300, "levels_ppm": [50_000]},
        {
            "name": "Builder",
            "residual_ppm": 123_457,
            "levels_ppm": [51_111, 30_000],
            "override_ppm": 20_000,
            "personal_volume": 20,
        },
        active_volume=10,
    )
    ann = build.agent("ANN")
    bea = build.agent("BEA", under=ann)
    dan = build.agent("DAN", under=bea)
    build.subscription("S1", of=build.customer("C1", of=ann), volume=30)
    build.subscription("S2", of=build.customer("C2", of=bea), currency="JPY", price="4415")
    build.subscription(
        "S3", of=build.customer("C3", of=dan), started_on=date(2026, 1, 3), price="33.33"
    )
    mine = build.customer("C4", of=bea, own_account=True)
    build.subscription("S4", of=mine, started_on=date(2026, 1, 2))
    external = build.subscription("S5", of=build.customer("C5", of=dan), billing="external")
    paid = build.charge(external, build.NEW_YEAR, paid_on=date(2026, 1, 2))
    build.refund(paid, "7.77", on=date(2026, 1, 3))
    build.refund(paid, "0.10", on=date(2026, 1, 4))


def result() -> dict[str, list[tuple]]:
    """All that the nights left behind, without the times of day."""
    runs = Run.objects.order_by("posted_on").values_list(
        "posted_on", "counts", "totals", "lines_sha256", "inputs_sha256"
    )
    lines = Line.objects.order_by("run_id", "earner_id", "charge_id", "kind", "entry")
    return {
        "runs": [(day, sorted(c.items()), str(sorted(t)), *sha) for day, c, t, *sha in runs],
        "lines": list(lines.values_list("run_id", "earner__code", "charge__ref", "amount_micro")),
        "transfers": sorted(Transfer.objects.values_list("key", "amount_minor", "debit__name")),
        "carried": sorted(Carry.objects.values_list("agent_id", "entry", "fraction_micro")),
        "commissioned": sorted(CommissionedCharge.objects.values_list("charge__ref", "run_id")),
    }
