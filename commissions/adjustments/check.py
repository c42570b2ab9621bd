"""Do adjustments agree with the ledger?"""

from collections.abc import Iterator

from django.db.models import Q

from commissions.adjustments.adjust import key
from commissions.adjustments.models import Adjustment
from commissions.ledger.models import Transfer
from commissions.ledger.post import reversal_key

_KINDS = (Transfer.Kind.BONUS, Transfer.Kind.CORRECTION, Transfer.Kind.FEE)

Posted = tuple[str, str, int]
"""The debited and the credited account, and minor units."""


def problems() -> Iterator[str]:
    posted = _posted()
    for adjustment in Adjustment.objects.select_related("agent").order_by("pk").iterator():
        for name, transfer in _expected(adjustment).items():
            if posted.pop(name, None) != transfer:
                yield f"adjustments: {name} is missing, or of another sum or account"
    for name in sorted(posted):
        yield f"adjustments: {name} is of no adjustment in that state"


def _posted() -> dict[str, Posted]:
    """By what they are and by their keys: none of the two is believed."""
    prefix = "adjustment:"
    rows = Transfer.objects.filter(
        Q(kind__in=_KINDS) | Q(key__startswith=prefix) | Q(key__startswith=reversal_key(prefix))
    ).values_list("key", "debit__name", "credit__name", "amount_minor")
    return {key: (debit, credit, amount) for key, debit, credit, amount in rows.iterator()}


def _expected(adjustment: Adjustment) -> dict[str, Posted]:
    """The transfers that an adjustment of that state has made, by key."""
    agent = f"agent:{adjustment.agent.code}:{adjustment.currency}"
    expense, amount = f"expense:commissions:{adjustment.currency}", abs(adjustment.amount_minor)
    debit, credit = (expense, agent) if adjustment.amount_minor > 0 else (agent, expense)
    made = {key(adjustment): (debit, credit, amount)}
    return {
        Adjustment.State.POSTED: made,
        Adjustment.State.REVERSED: made | {reversal_key(key(adjustment)): (credit, debit, amount)},
    }.get(Adjustment.State(adjustment.state), {})
