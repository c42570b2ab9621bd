"""Do batches and items agree with the ledger, with their approvals and with one another?"""

from collections.abc import Iterator

from django.db.models import Q, Sum

from commissions.ledger.models import Account, Transfer
from commissions.ledger.post import reversal_key
from commissions.payouts import methods, signing
from commissions.payouts.models import Batch, Item, PayoutMethod
from commissions.payouts.posting import payout_key, settlement_key
from mlmsite.lib.sealing import NoKeyOpens

_OPEN = (Batch.State.SUBMITTED, Batch.State.APPROVED, Batch.State.SENT)


def problems() -> Iterator[str]:
    yield from _transfers()
    yield from _clearing()
    yield from _states()
    yield from _signatures()
    yield from _approvals()
    yield from _methods()


Posted = tuple[str, str, int]
"""The debited and the credited account, and minor units."""


def _expected(item: Item) -> dict[str, Posted]:
    """The transfers that an item of that state has made, by key."""
    agent = f"agent:{item.agent.code}:{item.currency}"
    clearing, cash = f"payouts:clearing:{item.currency}", f"cash:{item.currency}"
    payout, settlement = payout_key(item), settlement_key(item)
    reserved = {payout: (agent, clearing, item.amount_minor)}
    released = {reversal_key(payout): (clearing, agent, item.amount_minor)}
    settled = {settlement: (clearing, cash, item.amount_minor)}
    taken_back = {reversal_key(settlement): (cash, clearing, item.amount_minor)}
    states = Item.State
    return {
        states.PENDING: reserved,
        states.SENT: reserved,
        states.PAID: reserved | settled,
        states.FAILED: reserved | released,
        states.RETURNED: reserved | settled | taken_back | released,
        states.REMOVED: reserved | released,
    }[states(item.state)]


def _transfers() -> Iterator[str]:
    """Each item has posted what its state says, and nothing else is posted."""
    posted = _posted()
    for item in Item.objects.select_related("batch", "agent").order_by("pk").iterator():
        expected = _expected(item)
        # Nothing is reserved by a draft, nor by what was taken out before its submission.
        if item.batch.state == Batch.State.DRAFT or (
            item.state == Item.State.REMOVED and payout_key(item) not in posted
        ):
            expected = {}
        for key, transfer in expected.items():
            if posted.pop(key, None) != transfer:
                yield (
                    f"payouts: {item.ref} is {item.state}, and {key} is missing, or of another "
                    "sum or account"
                )
    for key in sorted(posted):
        yield f"payouts: {key} is of no payout in that state"


def _posted() -> dict[str, Posted]:
    """By what they are and by their keys: none of the two is believed."""
    ours = Q(kind__in=[Transfer.Kind.PAYOUT, Transfer.Kind.SETTLEMENT])
    for prefix in ("payout:", "settlement:"):
        ours |= Q(key__startswith=prefix) | Q(key__startswith=reversal_key(prefix))
    rows = Transfer.objects.filter(ours).values_list(
        "key", "debit__name", "credit__name", "amount_minor"
    )
    return {key: (debit, credit, amount) for key, debit, credit, amount in rows.iterator()}


def _clearing() -> Iterator[str]:
    """What stands on clearing is what is reserved and not yet paid."""
    on_the_way = dict(
        Item.objects.filter(batch__state__in=_OPEN, state__in=[Item.State.PENDING, Item.State.SENT])
        .values_list("currency")
        .annotate(Sum("amount_minor"))
        .order_by()
    )
    for account in Account.objects.filter(kind=Account.Kind.CLEARING).order_by("currency"):
        credited, debited = (
            side.aggregate(total=Sum("amount_minor", default=0))["total"]
            for side in (account.credits, account.debits)
        )
        expected = on_the_way.get(account.currency, 0)
        if credited - debited != expected:
            yield (
                f"payouts: {account.name} stands at {credited - debited}, and {expected} is on its "
                "way"
            )


_FITTING = {
    Batch.State.DRAFT: {"pending", "removed"},
    Batch.State.SUBMITTED: {"pending", "removed"},
    Batch.State.APPROVED: {"pending", "removed"},
    Batch.State.SENT: {"sent", "paid", "failed", "returned", "removed"},
    Batch.State.SETTLED: {"paid", "failed", "returned", "removed"},
    Batch.State.REJECTED: {"removed"},
}


def _states() -> Iterator[str]:
    """An item's state fits its batch's; its currency is the batch's, its method the agent's."""
    for state, fitting in _FITTING.items():
        for item in Item.objects.filter(batch__state=state).exclude(state__in=fitting):
            yield f"payouts: {item.ref} is {item.state} in a batch that is {state}"
    foreign = Item.objects.select_related("batch", "method")
    for item in foreign.order_by("pk").iterator():
        if item.currency != item.batch.currency or item.agent_id != item.method.agent_id:
            yield f"payouts: {item.ref} is of another currency or agent than its batch or method"


def _signatures() -> Iterator[str]:
    """The items of an open batch, and the accounts they go to, are those that were submitted."""
    for batch in Batch.objects.filter(state__in=_OPEN).order_by("pk"):
        try:
            same = signing.signature(signing.items_in(batch)) == batch.items_sha256
        except NoKeyOpens as e:
            yield f"payouts: {batch.ref}: {e}"
            continue
        if not same:
            yield f"payouts: the items of {batch.ref} are not those that were submitted"


def _approvals() -> Iterator[str]:
    """Enough approvals of the items, none by who made the batch or set a payee's method."""
    after = (Batch.State.APPROVED, Batch.State.SENT, Batch.State.SETTLED)
    for batch in Batch.objects.filter(state__in=after).order_by("pk"):
        given = batch.approvals.filter(items_sha256=batch.items_sha256)
        if given.count() < batch.approvals_needed:
            yield f"payouts: {batch.ref} is {batch.state} without enough approvals"
        approvers = set(given.values_list("approver_id", flat=True))
        items = batch.items.exclude(state=Item.State.REMOVED)
        setters = set(items.values_list("method__set_by_id", flat=True).distinct())
        if approvers & ({batch.made_by_id, batch.submitted_by_id} | setters):
            yield f"payouts: {batch.ref} was approved by who made it or set a payee's method"


def _methods() -> Iterator[str]:
    """What is seen of an account, on pages and in mails, is of the one that the bank gets."""
    for method in PayoutMethod.objects.select_related("agent").order_by("pk").iterator():
        about = (
            f"payouts: the {method.get_rail_display()} method {method.pk} of {method.agent.code}"
        )
        try:
            _, account = methods.opened(method)
        except NoKeyOpens as e:
            yield f"{about}: {e}"
            continue
        if methods.masked_of(account) != method.masked:
            yield f"{about} shows {method.masked}, and that is not of its account"
