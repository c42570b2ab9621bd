"""Hundreds of distributors with money, made in a few statements."""

from datetime import timedelta

from agents.models import Agent
from agents.tree.enrol import NewAgent, enrol_many
from commissions.ledger.models import Account, Transfer
from commissions.ledger.post import Posting, company_account, post
from commissions.payouts import methods
from commissions.payouts.models import PayoutMethod, Rail, TaxForm
from mlmsite.lib import bulk
from mlmsite.lib.sealing import masked, seal
from tests import build
from tests.payouts.people import ACCOUNT, IBAN, LONG_AGO, NOW, ROUTING, user

_SEALED = {
    Rail.SEPA: {"iban": IBAN, "bic": ""},
    Rail.ACH: {"routing": ROUTING, "account": ACCOUNT, "savings": "no"},
}
_MASKED = {Rail.SEPA: masked(IBAN, front=2), Rail.ACH: masked(ACCOUNT)}


def crowd(count: int, *, rail: Rail = Rail.SEPA) -> list[Agent]:
    """C0000 with 100.00, C0001 with 100.01, …: in the rail's currency, on its account."""
    agents = _enrolled(count)
    currency, by = methods.CURRENCY[rail], user("self")
    PayoutMethod.objects.bulk_create(
        PayoutMethod(
            agent=agent,
            rail=rail,
            sealed=seal({"holder": agent.name, **_SEALED[rail]}),
            masked=_MASKED[rail],
            set_at=NOW,
            set_by=by,
            pays_from=LONG_AGO + timedelta(days=7),
            told=agent.email,
        )
        for agent in agents
    )
    if rail == Rail.ACH:
        TaxForm.objects.bulk_create(
            TaxForm(agent=agent, kind="w-9", sealed=seal({}), signed_at=NOW, signed_by=by)
            for agent in agents
        )
    _earn(agents, currency)
    return agents


def _enrolled(count: int) -> list[Agent]:
    ids = bulk.new_ids(Agent, count)
    new = (
        NewAgent(pk, None, f"C{n:04d}", f"Cy {n}", f"c{n:04d}@example.com", LONG_AGO, "active")
        for n, pk in enumerate(ids)
    )
    enrol_many(list(new), arrival=build.arrival(LONG_AGO).pk)
    return list(Agent.objects.filter(pk__in=ids).order_by("pk"))


def _earn(agents: list[Agent], currency: str) -> None:
    expense = company_account(Account.Kind.EXPENSE, currency)
    accounts = Account.objects.bulk_create(
        Account(name=f"agent:{agent.code}:{currency}", kind="agent", currency=currency, agent=agent)
        for agent in agents
    )
    earned = (
        Posting(Transfer.Kind.EARNED, expense, account, 100_00 + n, f"test:{account.name}")
        for n, account in enumerate(accounts)
    )
    post(earned, on=LONG_AGO)
