"""Bea's team of tests/test_routes.py becomes larger, and with it everything that a page shows.

grow(range(40))         forty more members in three legs, each with all that there is
"""

from datetime import date, timedelta

from agents import preferences, statuses
from agents.models import Agent, FailedCharge, Lesson, Subscription
from agents.retention.months import first_day
from agents.retention.months import number as month_number
from agents.shop.cancelling import cancel
from agents.tree.move import move
from commissions.adjustments.adjust import adjust
from commissions.goals.models import Cheer, Goal
from commissions.payouts import holds
from commissions.payouts.answers import read_in
from commissions.payouts.approving import approve
from commissions.payouts.drafts import make_drafts
from commissions.payouts.sending import send
from commissions.payouts.submitting import submit
from mlmsite.lib.money import DECIMALS
from tests import build
from tests.growing import people as growing
from tests.payouts import people as payouts
from tests.training import lessons

TODAY, NOW = payouts.TODAY, payouts.NOW
YESTERDAY = TODAY - timedelta(days=1)


def second_plan() -> None:
    """With ranks to reach, and so with something to miss."""
    low = {"residual_ppm": 100_000, "levels_ppm": [50_000, 30_000]}
    high = {"residual_ppm": 150_000, "levels_ppm": [60_000, 40_000, 20_000], "customers": 500}
    ranks = low | {"name": "Associate"}, high | {"name": "Builder"}
    build.plan(*ranks, effective_from=date(2026, 3, 1), active_volume=20)


def grow(numbers: range) -> None:
    for number in numbers:
        bea, member = bea_now(), join(number)
        sell(bea, number)
        sell(member, number)
        visit(bea, number)
        aim(bea, member, number)
        learn(bea, member, number)
        be_owed(bea, member, number)
    pay_out()


def bea_now() -> Agent:
    """As she stands in the tree now."""
    return Agent.objects.get(code="BEA")


def join(number: int) -> Agent:
    """In three legs, ever deeper; one of five is suspended, one beside it terminated, one moved."""
    under = Agent.objects.get(code="BEA" if number < 3 else f"T{number - 3}")
    so = {"by": payouts.user("max"), "reason": "so", "at": NOW}
    member = build.agent(f"T{number}", under=under, joined_on=TODAY - timedelta(days=number + 1))
    preferences.change(member, shares_contact=True)
    if number % 5 == 2:
        statuses.change(member, to="suspended", **so)
        gone = build.agent(f"G{number}", under=under)
        statuses.change(gone, to="terminated", **so)
    if number % 5 == 3:
        move(member, to=bea_now(), **so)
    return Agent.objects.get(pk=member.pk)


def sell(agent: Agent, number: int) -> None:
    """To four customers: one stays, one has left, one is about to, and one can't pay."""
    began = build.NEW_YEAR + timedelta(days=number)
    ends = {"left": date(2026, 3, 1), "leaving": TODAY + timedelta(days=5)}
    made = {
        fate: subscribed(agent, f"{agent.code}-{number}-{fate}", began, ends.get(fate))
        for fate in ("stays", "left", "leaving", "failed")
    }
    failed = made["failed"]
    FailedCharge.objects.create(
        ref=failed.ref, subscription=failed, period_start=YESTERDAY, failed_on=YESTERDAY
    )
    late = subscribed(agent, f"{agent.code}-{number}-late", began, None, billing="external")
    build.refund(build.charge(late, began), "1.00", on=began)


def subscribed(agent: Agent, ref: str, began: date, ends: date | None, **fields) -> Subscription:
    of = build.customer(ref, of=agent)
    return build.subscription(ref, of=of, started_on=began, ended_on=ends, **fields)


def visit(bea: Agent, number: int) -> None:
    """Through Bea's links: a customer who cancels, one more subscription of the customer whose
    page is looked at, and somebody who applies."""
    offer = growing.offer(f"Offer {number}")
    cancelling = growing.subscribed(under=bea, email=f"v{number}@example.net", of=offer)
    cancel(cancelling.subscription, today=TODAY, at=NOW)
    growing.subscribed(under=bea, of=offer)
    growing.applied(under=bea, email=f"a{number}@example.com")


def aim(bea: Agent, member: Agent, number: int) -> None:
    """Bea has a goal more and is cheered for it; she cheers the member for its."""
    goal(bea, "customers", month=month_before(number))
    mine = goal(bea, "income", currency=sorted(DECIMALS)[number])
    Cheer.objects.create(goal=mine, by=bea.sponsor, words="Go!", offers_help=True, said_at=NOW)
    Cheer.objects.create(goal=mine, by=member, words="Go!", offers_help=True, said_at=NOW)
    theirs = goal(member, "customers")
    Cheer.objects.create(goal=theirs, by=bea, words="Go!", offers_help=True, said_at=NOW)


def month_before(number: int) -> date:
    return first_day(month_number(TODAY) - number)


def goal(agent: Agent, measure: str, *, month: date = TODAY, currency: str = "") -> Goal:
    return Goal.objects.create(
        agent=agent,
        month=month.replace(day=1),
        measure=measure,
        currency=currency,
        start=0,
        target=1000,
        shared=True,
        made_at=NOW,
    )


def learn(bea: Agent, member: Agent, number: int) -> None:
    """One path and one question more; the member has done a lesson."""
    first = Lesson.objects.earliest("pk")
    lessons.ask(first, right=["a"], wrong=["b", "c"], text=f"Which of {number}?")
    lessons.lesson(first.path, f"Further {number}")
    path = lessons.path(f"Path {number}", lessons=2)
    lessons.do(member, first, lessons.taught(path)[0])
    lessons.do(bea, lessons.taught(path)[0])


def be_owed(bea: Agent, member: Agent, number: int) -> None:
    """Both have money, and what can stand between them and it."""
    day = build.NEW_YEAR + timedelta(days=number)
    payouts.earned(bea, 50_00, on=day)
    payouts.earned(member, 100_00, on=day)
    payouts.on_iban(member)
    payouts.taxed(member)
    for agent in (bea, member):
        reason = f"question {number}"
        holds.place(agent, reason=reason, by=payouts.user("max"), at=NOW)
        if agent == bea or number % 3:
            for hold in agent.holds.filter(lifted_at=None):
                holds.lift(hold, by=payouts.user("amy"), at=NOW)
        fee = {"kind": "fee", "amount_minor": -1_00, "currency": "EUR"}
        adjust(agent, **fee, reason=reason, **payouts.by_now("max"))


def pay_out() -> None:
    """Two batches: one is answered, one waits for its approval; and there is more to pay."""
    batch = made()
    approve(batch, by=payouts.user("amy"), at=NOW)
    send(batch, by=payouts.user("max"), at=NOW, today=TODAY)
    refs = "".join(f"{item.ref},paid\n" for item in batch.items.all())
    read_in(f"ref,outcome\n{refs}".encode(), name="bank.csv", **payouts.by_now("max"))
    everybody_earns()
    made()
    everybody_earns()


def made():
    [batch] = make_drafts(on=TODAY, pay_on=TODAY, by=payouts.user("max"), at=NOW)
    submit(batch, by=payouts.user("max"), at=NOW, today=TODAY)
    batch.refresh_from_db()
    return batch


def everybody_earns() -> None:
    for agent in Agent.objects.exclude(payout_methods=None):
        payouts.earned(agent, 100_00)
