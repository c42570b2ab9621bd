"""Does the ledger hold together in itself?"""

from collections.abc import Iterator

from django.db.models import F, Q, Sum, Value
from django.db.models.functions import Concat

from commissions.ledger.models import Account, Transfer


def problems() -> Iterator[str]:
    yield from _unbalanced()
    yield from _foreign()
    yield from _misnamed()


def _unbalanced() -> Iterator[str]:
    """Σ debits = Σ credits, by the currencies of the accounts."""
    debits, credits = (
        dict(
            Transfer.objects.values_list(f"{side}__currency")
            .annotate(total=Sum("amount_minor"))
            .order_by()
        )
        for side in ("debit", "credit")
    )
    for currency in sorted(debits.keys() | credits.keys()):
        debited, credited = debits.get(currency, 0), credits.get(currency, 0)
        if debited != credited:
            yield f"ledger: {currency} debits are {debited}, credits {credited}"


def _foreign() -> Iterator[str]:
    """A transfer is in the currency of both its accounts."""
    foreign = Transfer.objects.exclude(
        currency=F("debit__currency"), debit__currency=F("credit__currency")
    )
    for key in foreign.order_by("key").values_list("key", flat=True).iterator():
        yield f"ledger: {key} is between accounts of another currency"


def _misnamed() -> Iterator[str]:
    """An account's name says its kind, agent and currency."""
    agents = Concat(Value("agent:"), "agent__code", Value(":"), "currency")
    said = (
        Q(kind="agent", name=agents)
        | Q(kind="expense", name=Concat(Value("expense:commissions:"), "currency"))
        | Q(kind="clearing", name=Concat(Value("payouts:clearing:"), "currency"))
        | Q(kind="cash", name=Concat(Value("cash:"), "currency"))
    )
    names = Account.objects.filter(said).values("id")
    for name in (
        Account.objects.exclude(id__in=names).order_by("name").values_list("name", flat=True)
    ):
        yield f"ledger: the account {name} is not named after what it is"
