"""What the administrators' queue shows: totals of what is due by what becomes of it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from commissions.payouts.due import Due

PAYABLE = "payable"

NAMES = {
    PAYABLE: _("Can be paid"),
    "nothing_free": _("Nothing free yet"),
    "below_minimum": _("Below the smallest payout"),
    "suspended": "Suspended",
    "on_hold": _("Held by the company"),
    "no_tax_form": _("No tax form"),
    "no_method": _("No payout method"),
    "method_changed": _("Payout method changed"),
    "bounced": _("Last payout did not arrive"),
    "in_draft": _("In a draft"),
}
"""Of each reason, in the order in which they are shown."""


@dataclass(frozen=True)
class Total:
    """In minor units. An agent with several reasons counts in each."""

    currency: str
    agents: int
    amount_minor: int


def totals(found: Iterable[Due]) -> dict[str, list[Total]]:
    """By the names of NAMES, in their order: what is free, or would be, by currency."""
    agents: Counter[tuple[str, str]] = Counter()
    amounts: Counter[tuple[str, str]] = Counter()
    for due in found:
        for name in [reason.name for reason in due.reasons] or [PAYABLE]:
            agents[name, due.currency] += 1
            free = due.balance_minor if name == "nothing_free" else due.available_minor
            amounts[name, due.currency] += max(0, free)
    return {
        name: [
            Total(currency, agents[name, currency], amounts[name, currency])
            for of, currency in sorted(agents)
            if of == name
        ]
        for name in NAMES
        if any(of == name for of, _ in agents)
    }


def chosen(found: Iterable[Due], *, name: str) -> Iterator[Due]:
    """Those for which this is what becomes of it; all, where no name is given."""
    for due in found:
        if not name or name in ([reason.name for reason in due.reasons] or [PAYABLE]):
            yield due
