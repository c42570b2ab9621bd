"""Builders: the least that makes a row valid, said in the domain's words.

    ann = agent("ANN")
    bea = agent("BEA", under=ann)
    internet = subscription("S1", of=customer("C1", of=bea), price="22.00")

Ann stands above, Bea below her, Cy beside Bea, Eve is a stranger.
"""

from datetime import UTC, date, datetime

from agents.models import Agent, Arrival, Charge, Customer, Product, Refund, Subscription
from agents.periods import period_number, period_start
from agents.tree.enrol import enrol
from commissions.plans.models import Plan, Rank
from mlmsite.lib.money import parse_minor

NEW_YEAR = date(2026, 1, 1)


def agent(code: str, *, under: Agent | None = None, **fields) -> Agent:
    return enrol(
        code=code,
        name=fields.pop("name", code.title()),
        email=fields.pop("email", f"{code.lower()}@example.com"),
        joined_on=fields.pop("joined_on", date(2025, 6, 1)),
        sponsor=under,
        **fields,
    )


def log_in_for(who: Agent, django_user_model, *, password: str = "correct horse"):
    user = django_user_model.objects.create_user(
        username=who.code, email=who.email, password=password
    )
    who.user = user
    who.save()
    return user


def customer(ref: str, *, of: Agent, **fields) -> Customer:
    fields = {"name": f"Customer {ref}", "email": f"{ref.lower()}@example.net", **fields}
    return Customer.objects.create(ref=ref, agent=of, **fields)


def subscription(
    ref: str,
    *,
    of: Customer,
    price: str = "22.00",
    currency: str = "USD",
    commissionable: str | None = None,
    volume: int = 20,
    started_on: date = NEW_YEAR,
    ended_on: date | None = None,
    billing: str = "automatic",
    product: str = "Internet",
) -> Subscription:
    price_minor = parse_minor(price, currency)
    return Subscription.objects.create(
        ref=ref,
        customer=of,
        product=Product.objects.get_or_create(name=product)[0],
        price_minor=price_minor,
        currency=currency,
        commissionable_minor=parse_minor(commissionable, currency)
        if commissionable is not None
        else price_minor,
        volume=volume,
        started_on=started_on,
        ended_on=ended_on,
        billing=billing,
        next_charge_on=started_on if billing == "automatic" else None,
    )


def arrival(last_day: date) -> Arrival:
    return Arrival.objects.create(
        source="test", arrived_at=datetime(2026, 1, 1, tzinfo=UTC), last_day=last_day
    )


def charge(of: Subscription, period: date, *, ref: str = "", **fields) -> Charge:
    k = period_number(of.started_on, period)
    assert k is not None, f"{period} is not a period start of {of.ref}"
    paid_on = fields.pop("paid_on", period)
    return Charge.objects.create(
        ref=ref or f"X-{of.ref}-{period}",
        subscription=of,
        period_start=period,
        period_end=period_start(of.started_on, k + 1),
        paid_on=paid_on,
        arrival=arrival(paid_on),
        **{
            "amount_minor": of.price_minor,
            "commissionable_minor": of.commissionable_minor,
            "volume": of.volume,
            **fields,
        },
    )


def refund(of: Charge, amount: str, *, on: date, ref: str = "") -> Refund:
    return Refund.objects.create(
        ref=ref or f"R-{of.ref}-{of.refunds.count() + 1}",
        charge=of,
        amount_minor=parse_minor(amount, of.subscription.currency),
        refunded_on=on,
        arrival=arrival(on),
    )


def plan(*ranks: dict, effective_from: date = NEW_YEAR, **fields) -> Plan:
    """Without ranks: one that pays 10 % residual and 5 % and 3 % on two levels."""
    made = Plan.objects.create(
        name=fields.pop("name", f"Plan {effective_from}"), effective_from=effective_from, **fields
    )
    simple = {"name": "Associate", "residual_ppm": 100_000, "levels_ppm": [50_000, 30_000]}
    for position, rank in enumerate(ranks or (simple,)):
        Rank.objects.create(plan=made, position=position, **{"name": f"Rank {position}", **rank})
    return made
