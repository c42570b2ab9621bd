"""Does the ledger hold together in itself?"""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import (
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    RowRange,
    Sum,
    Value,
    Window,
)
from django.db.models.functions import Concat, Substr

from commissions.ledger.models import Account, Transfer
from commissions.ledger.post import reversal_key


def problems() -> Iterator[str]:
    yield from _unbalanced()
    yield from _foreign()
    yield from _misnamed()
    yield from _dated_back()
    yield from _reversing_nothing()


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


def _dated_back() -> Iterator[str]:
    """Nothing is posted into a month that is over: a transfer that is no night's is posted on the
    day on which it is made. A day's difference is a transaction that went past midnight."""
    before = Window(Max("posted_on"), order_by="id", frame=RowRange(start=None, end=-1))
    a_day_later = ExpressionWrapper(F("posted_on") + timedelta(days=1), DateField())
    nights = Q(kind__in=[Transfer.Kind.EARNED, Transfer.Kind.CLAWBACK])
    late = Transfer.objects.exclude(nights).annotate(before=before).filter(before__gt=a_day_later)
    for key, posted_on, day in late.order_by("id").values_list("key", "posted_on", "before"):
        yield f"ledger: {key} is posted on {posted_on}, after transfers of {day}"


def _reversing_nothing() -> Iterator[str]:
    """A reversal is of the transfer that its key names, the other way."""
    reversed_ = Transfer.objects.filter(
        key=Substr(OuterRef("key"), len(reversal_key("")) + 1),
        debit=OuterRef("credit"),
        credit=OuterRef("debit"),
        amount_minor=OuterRef("amount_minor"),
    )
    reversals = Transfer.objects.filter(kind=Transfer.Kind.REVERSAL)
    of_nothing = reversals.filter(~Exists(reversed_)).order_by("key")
    for key in of_nothing.values_list("key", flat=True).iterator():
        yield f"ledger: {key} is not the transfer that it names the other way"
