"""A batch's whole way, beside the bare writing of its rows.

    DATABASE_URL=postgres://… python bench/payouts.py --items 10000

Works in a scratch database, which it drops again. A step is timed from the call to its COMMIT. The
bare minimum is to write the same rows, in one statement for each table, from a copy of them at the
server into tables of the same columns, indexes and checks: no file, no signature, no triggers.
"""

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mlmsite.settings")

import django

django.setup()

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction

from agents.models import Agent, Arrival
from agents.tree.enrol import NewAgent, enrol_many
from bench import people, scratch
from bench.timing import milliseconds, number, show
from commissions.ledger.models import Account, Transfer
from commissions.ledger.post import Posting, company_account, post
from commissions.payouts import check, methods
from commissions.payouts.answers import read_in
from commissions.payouts.approving import approve
from commissions.payouts.drafts import make_drafts
from commissions.payouts.due import due
from commissions.payouts.models import Batch, Item, PayoutMethod, TaxForm
from commissions.payouts.orders import sent_file
from commissions.payouts.removing import reject
from commissions.payouts.sending import send
from commissions.payouts.submitting import submit
from mlmsite.lib import bulk
from mlmsite.lib.sealing import seal

DAY = date(2026, 1, 1)
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
AT = {"at": NOW, "today": DAY}

ACCOUNTS = {
    "sepa": methods.Iban("DE89370400440532013000", "COBADEFFXXX"),
    "ach": methods.Ach("021000021", "1234567890"),
}


@dataclass(frozen=True)
class Taken:
    """One step; `wrote` is how many rows of which table it inserted (+) or changed (~)."""

    name: str
    seconds: float
    statements: int
    wrote: tuple[tuple[str, str, int], ...]


def company() -> None:
    """As the settings would name it."""
    settings.COMPANY_NAME, settings.COMPANY_IBAN = "Example GmbH", "DE02120300000000202051"
    settings.COMPANY_ACH_ROUTING, settings.COMPANY_ACH_ID = "091000019", "1234567890"
    settings.COMPANY_ACH_BANK = "First Bank"


def agents_with_money(items: int, rail: str) -> None:
    """Each with some 100.00 in the rail's currency, and an account that takes it."""
    currency, by = methods.CURRENCY[rail], user("self")
    arrival = Arrival.objects.create(source="bench", arrived_at=NOW, last_day=DAY)
    ids = bulk.new_ids(Agent, items)
    new = [
        NewAgent(pk, None, f"A{pk:07}", name, f"a{pk}@example.com", DAY, "active")
        for pk, name in zip(ids, people.names(items, seed=3), strict=True)
    ]
    enrol_many(new, arrival=arrival.pk)
    expense = company_account(Account.Kind.EXPENSE, currency)
    agents = Agent.objects.in_bulk(ids).values()
    account = methods._texts(ACCOUNTS[rail])
    PayoutMethod.objects.bulk_create(
        PayoutMethod(
            agent=agent,
            rail=rail,
            sealed=seal({"holder": agent.name, **account}),
            masked=methods.masked_of(ACCOUNTS[rail]),
            set_at=NOW,
            set_by=by,
            pays_from=DAY - timedelta(days=1),
            told=agent.email,
        )
        for agent in agents
    )
    TaxForm.objects.bulk_create(
        TaxForm(agent=agent, kind="w-9", sealed="-", masked="-", signed_at=NOW, signed_by=by)
        for agent in agents
    )
    accounts = Account.objects.bulk_create(
        Account(name=f"agent:{agent.code}:{currency}", kind="agent", currency=currency, agent=agent)
        for agent in agents
    )
    kind = Transfer.Kind.EARNED
    earned = (
        Posting(kind, expense, account, 100_00 + n % 997, f"earned:{n}")
        for n, account in enumerate(accounts)
    )
    post(earned, on=DAY - timedelta(days=30))


def user(name: str):
    return get_user_model().objects.get_or_create(username=name)[0]


def timed(name: str, act: Callable[[], object], *wrote: tuple[str, str, int]) -> Taken:
    scratch.vacuum()
    scratch.settle()
    statements = count()

    def counted(execute, *args):
        next(statements)
        return execute(*args)

    with connection.execute_wrapper(counted):
        spent, _ = milliseconds(act)
    return Taken(name, spent / 1000, next(statements), wrote)


def whole_way(items: int, back: int) -> list[Taken]:
    max_, amy = user("max"), user("amy")
    taken = [
        timed("what is due", lambda: list(due(on=DAY))),
        timed(
            "draft",
            lambda: make_drafts(on=DAY, pay_on=DAY, by=max_, at=NOW),
            ("commissions_item", "+", items),
        ),
    ]
    batch = Batch.objects.get()
    taken += [
        timed("submit", lambda: submit(batch, by=max_, **AT), ("commissions_transfer", "+", items)),
        timed("reject, undone again", undone(lambda: reject(batch, because="-", by=amy, **AT))),
        timed("approve", lambda: approve(batch, by=amy, at=NOW)),
        timed("send", lambda: send(batch, by=max_, **AT), ("commissions_item", "~", items)),
    ]
    batch.refresh_from_db()
    taken.append(timed("the file again", lambda: sent_file(batch)))
    arrived, returned = answers(batch, back)
    read = partial(read_in, name="bank.csv", by=max_, **AT)
    refusal = f"ref,outcome\n{batch.ref},refused\n".encode()
    taken += [
        timed("answers: all refused, undone again", undone(lambda: read(refusal))),
        timed(
            f"answers: {items:,} paid",
            lambda: read(arrived),
            ("commissions_transfer", "+", items),
            ("commissions_item", "~", items),
        ),
        timed(
            f"answers: {back} returned",
            lambda: read(returned),
            ("commissions_transfer", "+", 2 * back),
            ("commissions_item", "~", back),
        ),
        timed("answers: all of it again", lambda: (read(arrived), read(returned))),
    ]
    found: list[str] = []
    taken.append(timed("verify, its part", lambda: found.extend(check.problems())))
    assert found == [], found[:5]
    assert Item.objects.filter(state="returned").count() == back
    return taken


def undone(act: Callable[[], object]) -> Callable[[], None]:
    """Its rows are written, and not committed."""

    def acted() -> None:
        with transaction.atomic():
            act()
            transaction.set_rollback(True)

    return acted


def answers(batch: Batch, back: int) -> tuple[bytes, bytes]:
    refs = [item.ref for item in batch.items.order_by("pk")]
    arrived = "".join(f"{ref},paid,\n" for ref in refs)
    returned = "".join(f"{ref},refused,AC04\n" for ref in refs[::10][:back])
    return tuple(f"ref,outcome,code\n{rows}".encode() for rows in (arrived, returned))


def bare_seconds(wrote: tuple[tuple[str, str, int], ...]) -> float:
    """One statement for each table, in one transaction."""
    if not wrote:
        return 0
    with connection.cursor() as cursor:
        for table, way, rows in wrote:
            cursor.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
            if way == "~":
                cursor.execute(f"INSERT INTO bare_{table} SELECT * FROM {table} LIMIT {rows}")
        scratch.vacuum()
        scratch.settle()
        spent, _ = milliseconds(lambda: _write(cursor, wrote))
        for table, _, _ in wrote:
            cursor.execute(f"DROP TABLE bare_{table}")
    return spent / 1000


@transaction.atomic
def _write(cursor, wrote: tuple[tuple[str, str, int], ...]) -> None:
    for table, way, rows in wrote:
        if way == "+":
            cursor.execute(f"INSERT INTO bare_{table} SELECT * FROM {table} LIMIT {rows}")
        else:
            cursor.execute(f"UPDATE bare_{table} SET code = 'x'")


def row(taken: Taken) -> list[str]:
    bare = bare_seconds(taken.wrote)
    rows = ", ".join(f"{way}{rows:,} {table[12:]}" for table, way, rows in taken.wrote)
    compared = [number(bare), number(taken.seconds / bare)] if bare else ["", ""]
    return [taken.name, number(taken.seconds), str(taken.statements), rows, *compared]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--back", type=int, default=30, help="come back after they were paid")
    parser.add_argument("--rail", choices=sorted(ACCOUNTS), default="sepa")
    options = parser.parse_args()
    company()
    with scratch.database():
        agents_with_money(options.items, options.rail)
        taken = whole_way(options.items, options.back)
        print(f"\n{options.items:,} payouts by {options.rail.upper()}\n")
        show(["step", "s", "statements", "rows", "bare minimum, s", "ratio"], map(row, taken))


if __name__ == "__main__":
    main()
