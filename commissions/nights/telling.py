"""What a night changed, for whoever listens (agents/hooks): written in the night's transaction."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import F, OuterRef, Subquery

from agents.hooks import outbox
from agents.hooks.models import Type
from agents.models import Subscription
from commissions.ledger.models import Transfer
from commissions.standings.models import Standing
from mlmsite.lib.ids import shown

_POSTED = (Transfer.Kind.EARNED, Transfer.Kind.CLAWBACK)


def tell(*, day: date, at: datetime) -> int:
    """How many things were written."""
    return (
        outbox.put(Type.RANK_CHANGED, _ranks(day), at=at)
        + outbox.put(Type.COMMISSION_POSTED, _posted(day), at=at)
        + outbox.put(Type.SUBSCRIPTION_LAPSED, _lapsed(day), at=at)
    )


def _ranks(day: date) -> Iterator[tuple[str, dict]]:
    """Of who had one the night before. `rank` is its place in the plan, 0 the lowest."""
    before = Standing.objects.filter(agent=OuterRef("agent"), until=day).values("rank")[:1]
    changed = (
        Standing.objects.filter(since=day)
        .annotate(before=Subquery(before))
        .filter(before__isnull=False)
        .exclude(before=F("rank"))
    )
    for agent, code, was, rank in changed.order_by("agent").values_list(
        "agent_id", "agent__code", "before", "rank"
    ):
        told = {"agent": shown("agt", agent), "code": code, "before": was, "rank": rank}
        yield f"{day}:{agent}", told | {"night": str(day)}


def _posted(day: date) -> Iterator[tuple[str, dict]]:
    """Below 0 where it was clawed back."""
    posted = Transfer.objects.filter(posted_on=day, kind__in=_POSTED).order_by("pk")
    rows = posted.values_list(
        *("pk", "key", "kind", "amount_minor", "currency"),
        *("credit__agent_id", "debit__agent_id"),
    )
    for pk, key, kind, amount, currency, credited, debited in rows.iterator(chunk_size=5_000):
        yield (
            key,
            {
                "transfer": shown("trf", pk),
                "agent": shown("agt", credited or debited),
                "entry": kind,
                "amount_minor": amount if credited else -amount,
                "currency": currency,
                "posted_on": str(day),
            },
        )


def _lapsed(day: date) -> Iterator[tuple[str, dict]]:
    ended = Subscription.objects.filter(ended_on=day).order_by("pk")
    for pk, ref, customer in ended.values_list("pk", "ref", "customer_id"):
        told = {"subscription": shown("sub", pk), "ref": ref, "customer": shown("cus", customer)}
        yield f"{day}:{pk}", told | {"ended_on": str(day)}
