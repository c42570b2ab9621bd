"""What a night can see coming: who loses activity or rank once the subscriptions that are known to
end have ended, and who is near to its next rank. The engine decides it, as it decides tonight."""

from datetime import date, timedelta

import numpy as np
from django.db.models import F, QuerySet

from agents.models import Charge, Customer, Refund, Subscription
from agents.querysets import LONGEST_PERIOD
from commissions.engine import qualify
from commissions.nights import facts
from commissions.nights.read import Read
from commissions.standings.models import Ahead
from mlmsite.lib import bulk

HORIZON = timedelta(days=14)
NEAR_PERCENT = 80


def write(*, day: date, found: Read, decided: qualify.Standing) -> None:
    inputs, agents = found.inputs, found.names.agents
    then = _without_what_ends(day, found, decided)
    near = qualify.nearness(inputs.network, inputs.plan, decided)
    near[near < NEAR_PERCENT] = 0
    loses_active = decided.active & ~then.active
    loses_rank = then.rank < decided.rank
    some = np.flatnonzero((loses_active | loses_rank | (near > 0)) & ~inputs.network.terminated)
    some = some[np.argsort(agents[some])]
    Ahead.objects.all()._raw_delete(Ahead.objects.db)
    bulk.write_ints(
        Ahead,
        {
            "agent": agents[some],
            "loses_active": loses_active[some].astype(np.int64),
            "rank_then": then.rank[some],
            "loses_rank": loses_rank[some].astype(np.int64),
            "near_percent": near[some],
        },
    )


def _without_what_ends(day: date, found: Read, decided: qualify.Standing) -> qualify.Standing:
    """Only the charges of customers with something that ends are looked at again."""
    ends = ending(Subscription.objects.all(), day=day).values("customer")
    charges = Charge.objects.covering(day).filter(subscription__customer__in=ends)
    stay = charges.exclude(
        period_end__lte=day + HORIZON, subscription__ended_on__lte=F("period_end")
    )
    owners = facts.read_owners(
        Subscription.objects.filter(customer__in=ends), Customer.objects.filter(pk__in=ends)
    )
    position = facts.positions(found.names.agents)
    plan, network = found.inputs.plan, found.inputs.network
    (pv, customers), (pv_then, customers_then) = (
        qualify.counted(
            len(network),
            plan,
            facts.read_counting(some, Refund.objects.all(), owners, day, position),
        )
        for some in (charges, stay)
    )
    return qualify.decide(
        network, plan, decided.pv - pv + pv_then, decided.customers - customers + customers_then
    )


def ending(subscriptions: QuerySet[Subscription], *, day: date) -> QuerySet[Subscription]:
    """Those whose last period may be over by the horizon: it holds the day on which they end."""
    return subscriptions.filter(
        ended_on__gt=day - LONGEST_PERIOD, ended_on__lte=day + HORIZON + LONGEST_PERIOD
    )
