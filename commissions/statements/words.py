"""What a transfer is, in words: from its kind, its key, and the reason of an adjustment. None of
them ever changes (ledger/triggers.py)."""

import re
from enum import StrEnum

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from agents.models import Agent
from commissions.adjustments import adjust
from commissions.adjustments.models import Adjustment
from commissions.ledger.models import Transfer

_NIGHTS = {
    Transfer.Kind.EARNED: _("Commissions of the night"),
    Transfer.Kind.CLAWBACK: _("Clawed back after refunds"),
}
_NIGHT_KEY = re.compile(r"\d{4}-\d\d-\d\d:(earned|clawback):")
_REVERSAL = "reversal:"
_ADJUSTMENT = "adjustment"
"""What the keys of bonuses, corrections and fees begin with: which it was, they don't say."""


class Group(StrEnum):
    """What a month's transfers are summed up under, in the order of a statement. Pages translate
    them."""

    EARNED = gettext_noop("Earned")
    CLAWED_BACK = gettext_noop("Clawed back")
    PAID_OUT = gettext_noop("Paid out")
    ADJUSTED = gettext_noop("Adjustments")


_GROUPS = {
    Transfer.Kind.EARNED: Group.EARNED,
    Transfer.Kind.CLAWBACK: Group.CLAWED_BACK,
    Transfer.Kind.PAYOUT: Group.PAID_OUT,
}


def what(kind: str, key: str) -> str:
    """`payout:P00000000042` → "Payout P00000000042", its reversal "… came back"."""
    if kind == Transfer.Kind.REVERSAL:
        reversed_key = key.removeprefix(_REVERSAL)
        of = _kind_in(reversed_key)
        said = what(of, reversed_key)
        if of == Transfer.Kind.PAYOUT:
            return gettext("%(payout)s came back") % {"payout": said}
        return gettext("Reversed: %(what)s") % {"what": said}
    if kind in _NIGHTS:
        return str(_NIGHTS[kind])
    label = gettext("Adjustment") if kind == _ADJUSTMENT else Transfer.Kind(kind).label
    return f"{label} {key.rpartition(':')[2]}"


def reasons(agent: Agent) -> dict[str, str]:
    """Why its balance was adjusted, by the transfer's key."""
    return {adjust.key(each): each.reason for each in Adjustment.objects.filter(agent=agent)}


def group(kind: str, key: str) -> Group:
    """A reversal counts with what it reverses: a payout that came back was not paid out."""
    if kind == Transfer.Kind.REVERSAL:
        kind = _kind_in(key.removeprefix(_REVERSAL))
    return _GROUPS.get(kind, Group.ADJUSTED)


def _kind_in(key: str) -> str:
    night = _NIGHT_KEY.match(key)
    return night[1] if night else key.partition(":")[0]
