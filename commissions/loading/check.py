"""A folder's rows against each other and what is loaded. Reads the database, changes nothing."""

from dataclasses import dataclass

from commissions.loading import (
    agents,
    charge_rules,
    charges,
    customers,
    plans,
    refunds,
    subscriptions,
)
from commissions.loading.folder import Folder, Progress
from commissions.loading.outcome import Count, Outcome
from commissions.loading.problems import Problem

_PARTS = 6


@dataclass(frozen=True)
class Checked:
    plans: plans.Outcome
    agents: Outcome[agents.AgentRow]
    customers: Outcome[customers.CustomerRow]
    subscriptions: Outcome[subscriptions.SubscriptionRow]
    charges: Outcome[charges.ChargeRow]
    refunds: Outcome[refunds.RefundRow]

    def problems(self) -> list[Problem]:
        return [problem for part in vars(self).values() for problem in part.problems]

    def counts(self) -> dict[str, Count]:
        """By file."""
        parts = (self.agents, self.customers, self.subscriptions, self.charges, self.refunds)
        there = {part.table.file: part.count() for part in parts if part.table.there}
        return self.plans.counts() | there


def check(found: Folder, progress: Progress) -> Checked:
    """Each file is held against what those before it will have made of the database."""
    progress("check plans", 0, _PARTS)
    of_plans = _plans(found)
    progress("check agents", 1, _PARTS)
    of_agents = _agents(found)
    progress("check customers", 2, _PARTS)
    of_customers = _customers(found, of_agents)
    progress("check subscriptions", 3, _PARTS)
    of_subscriptions = _subscriptions(found, of_customers)
    progress("check charges", 4, _PARTS)
    of_charges = _charges(found, of_subscriptions)
    progress("check refunds", 5, _PARTS)
    of_refunds = _refunds(found, of_charges)
    return Checked(of_plans, of_agents, of_customers, of_subscriptions, of_charges, of_refunds)


def _plans(found: Folder) -> plans.Outcome:
    known = plans.known(plan.effective_from for plan in found.plans.values())
    return plans.check(found.plans, known, last_night=plans.last_night())


def _agents(found: Folder) -> Outcome[agents.AgentRow]:
    rows = found.agents.rows
    codes = {row.code for row in rows} | {row.sponsor for row in rows}
    known = agents.known(codes | {row.agent for row in found.customers.rows})
    return agents.check(found.agents, known)


def _customers(
    found: Folder, of_agents: Outcome[agents.AgentRow]
) -> Outcome[customers.CustomerRow]:
    refs = {row.ref for row in found.customers.rows}
    known = customers.known(refs | {row.customer for row in found.subscriptions.rows})
    return customers.check(
        found.customers, known, agents=of_agents.state(), agents_file=found.agents
    )


def _subscriptions(
    found: Folder, of_customers: Outcome[customers.CustomerRow]
) -> Outcome[subscriptions.SubscriptionRow]:
    refs = {row.ref for row in found.subscriptions.rows}
    known = subscriptions.known(refs | {row.subscription for row in found.charges.rows})
    return subscriptions.check(
        found.subscriptions,
        known,
        last_periods=subscriptions.last_periods(found.subscriptions, known),
        customers=of_customers.state(),
        customers_file=found.customers,
    )


def _charges(
    found: Folder, of_subscriptions: Outcome[subscriptions.SubscriptionRow]
) -> Outcome[charges.ChargeRow]:
    refs = {row.ref for row in found.charges.rows}
    known = charges.known(refs | {row.charge for row in found.refunds.rows})
    there = of_subscriptions.state()
    return charge_rules.check(
        found.charges,
        known,
        subscriptions=there,
        subscriptions_file=found.subscriptions,
        charged=charges.charged_periods(found.charges, known, there),
    )


def _refunds(found: Folder, of_charges: Outcome[charges.ChargeRow]) -> Outcome[refunds.RefundRow]:
    known = refunds.known(row.ref for row in found.refunds.rows)
    there = of_charges.state()
    return refunds.check(
        found.refunds,
        known,
        charges=there,
        charges_file=found.charges,
        so_far=refunds.refunded_so_far(found.refunds, there),
    )
