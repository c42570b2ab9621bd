"""What the database itself refuses, on SQLite and PostgreSQL alike, as an integrity error.

- Accounts, transfers, lines, runs and commissioned charges: no UPDATE, DELETE or TRUNCATE.
- A transfer between accounts that aren't there, or aren't of its currency. On PostgreSQL one look
  at all rows of a statement, where foreign keys would look at each row at the commit.
- A plan that a run has used, and its ranks: no change.
- A charge that a night has commissioned: no change of what was commissioned, and no DELETE.
- Moves and changes of status: no change of who, when, from, to and why, and no DELETE.

Put up after every `migrate`, because SQLite drops them with any table that a migration remakes.
"""

from dataclasses import dataclass

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

APPEND_ONLY = (
    "commissions_account",
    "commissions_transfer",
    "commissions_line",
    "commissions_run",
    "commissions_commissionedcharge",
)

# All but the night that first sees them.
HISTORY = {
    "agents_move": "agent_id, from_sponsor_id, to_sponsor_id, moved_at, moved_by_id, reason",
    "agents_statuschange": "agent_id, before, after, changed_at, changed_by_id, reason",
}

PLAN_USED = "EXISTS (SELECT 1 FROM commissions_run r WHERE r.plan_id = {plan})"
CHARGE_USED = "EXISTS (SELECT 1 FROM commissions_commissionedcharge c WHERE c.charge_id = OLD.id)"


@dataclass(frozen=True)
class Refusal:
    """No `event` (UPDATE, DELETE, INSERT) on rows of `table` where `when` holds."""

    table: str
    event: str
    message: str
    when: str = "TRUE"
    columns: str = ""

    @property
    def name(self) -> str:
        return f"{self.table}_refuses_{self.event.lower()}"


def refusals() -> list[Refusal]:
    only_added = [
        Refusal(table, event, f"{table}: rows are only ever added; correct with a new one")
        for table in APPEND_ONLY
        for event in ("UPDATE", "DELETE")
    ]
    frozen = "a plan that a run has used never changes; load a new one with a later effective_from"
    plan = [
        Refusal("commissions_plan", event, frozen, PLAN_USED.format(plan="OLD.id"))
        for event in ("UPDATE", "DELETE")
    ]
    rank = [
        Refusal("commissions_rank", event, frozen, PLAN_USED.format(plan=f"{row}.plan_id"))
        for event, row in (("UPDATE", "OLD"), ("DELETE", "OLD"), ("INSERT", "NEW"))
    ]
    used = "a commissioned charge never changes; refund it instead"
    charge = [
        Refusal("agents_charge", "DELETE", used, CHARGE_USED),
        Refusal(
            "agents_charge",
            "UPDATE",
            used,
            CHARGE_USED,
            "subscription_id, period_start, period_end, amount_minor, commissionable_minor,"
            " volume, paid_on",
        ),
    ]
    kept = "what was done to the network stays on record"
    history = [
        Refusal(table, event, kept, columns=columns if event == "UPDATE" else "")
        for table, columns in HISTORY.items()
        for event in ("UPDATE", "DELETE")
    ]
    return [*only_added, *plan, *rank, *charge, *history]


FOREIGN = """
EXISTS (
    SELECT 1 FROM {rows} t
    LEFT JOIN commissions_account debit ON debit.id = t.debit_id
    LEFT JOIN commissions_account credit ON credit.id = t.credit_id
    WHERE debit.currency IS NULL OR credit.currency IS NULL
    OR debit.currency <> t.currency OR credit.currency <> t.currency
)
"""
FOREIGN_MESSAGE = "a transfer is between two accounts of its own currency"


def put_up(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for statement in statements(connection.vendor):
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            for table, of in whole_tables(cursor):
                cursor.execute(_postgresql_truncate(table, of))


def whole_tables(cursor: CursorWrapper) -> list[tuple[str, str]]:
    """PostgreSQL: (table, append-only table that it belongs to), partitions among them: row
    triggers come to them with their parent's, those of whole tables don't."""
    cursor.execute(
        "SELECT relid::regclass::text, t FROM unnest(%s::text[]) t, pg_partition_tree(t::regclass)"
        " UNION SELECT t, t FROM unnest(%s::text[]) t",
        [list(APPEND_ONLY), list(APPEND_ONLY)],
    )
    return cursor.fetchall()


def take_down(connection: BaseDatabaseWrapper) -> None:
    """For tests, which empty the tables between them. Nothing else calls it."""
    of_table = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for r in refusals():
            on = f" ON {r.table}" if of_table else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {r.name}{on}")
        on = " ON commissions_transfer" if of_table else ""
        cursor.execute(f"DROP TRIGGER IF EXISTS commissions_transfer_refuses_insert{on}")
        for table, of in whole_tables(cursor) if of_table else ():
            cursor.execute(f"DROP TRIGGER IF EXISTS {of}_refuses_truncate ON {table}")


def take_down_before_migrate(*, using: str, plan: list, **_: object) -> None:
    """SQLite remakes a table that changes, and stumbles over triggers that look at it."""
    if plan and connections[using].vendor == "sqlite":
        take_down(connections[using])


def put_up_after_migrate(*, using: str, **_: object) -> None:
    """After `migrate commissions zero`, or part of the way, not every table is there."""
    connection = connections[using]
    if {r.table for r in refusals()} <= set(connection.introspection.table_names()):
        put_up(connection)


def statements(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [*(_sqlite(r) for r in refusals()), _SQLITE_FOREIGN]
    return [_POSTGRESQL_FUNCTION, *(_postgresql(r) for r in refusals()), _POSTGRESQL_FOREIGN]


def _of(r: Refusal) -> str:
    return f" OF {r.columns}" if r.columns else ""


def _sqlite(r: Refusal) -> str:
    return (
        f"CREATE TRIGGER IF NOT EXISTS {r.name} BEFORE {r.event}{_of(r)} ON {r.table} "
        f"WHEN {r.when} BEGIN SELECT RAISE(ABORT, '{r.message}'); END"
    )


_NEW_ROW = "(SELECT NEW.debit_id AS debit_id, NEW.credit_id AS credit_id, NEW.currency AS currency)"
_SQLITE_FOREIGN = (
    "CREATE TRIGGER IF NOT EXISTS commissions_transfer_refuses_insert "
    f"BEFORE INSERT ON commissions_transfer WHEN {FOREIGN.format(rows=_NEW_ROW)} "
    f"BEGIN SELECT RAISE(ABORT, '{FOREIGN_MESSAGE}'); END"
)

# The condition stands in the function: PostgreSQL's WHEN takes no subquery.
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION commissions_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = TG_ARGV[0];
END $$
"""


def _postgresql(r: Refusal) -> str:
    if r.when == "TRUE":
        return (
            f"CREATE OR REPLACE TRIGGER {r.name} BEFORE {r.event}{_of(r)} ON {r.table} "
            f"FOR EACH ROW EXECUTE FUNCTION commissions_refuse('{r.message}')"
        )
    row = "OLD" if r.event == "DELETE" else "NEW"
    return f"""
CREATE OR REPLACE FUNCTION {r.name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {r.when} THEN
        RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = TG_ARGV[0];
    END IF;
    RETURN {row};
END $$;
CREATE OR REPLACE TRIGGER {r.name} BEFORE {r.event}{_of(r)} ON {r.table}
FOR EACH ROW EXECUTE FUNCTION {r.name}('{r.message}')
"""


def _postgresql_truncate(table: str, of: str) -> str:
    return (
        f"CREATE OR REPLACE TRIGGER {of}_refuses_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION "
        f"commissions_refuse('{of}: rows are only ever added')"
    )


_POSTGRESQL_FOREIGN = f"""
CREATE OR REPLACE FUNCTION commissions_transfer_refuses_insert() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    IF {FOREIGN.format(rows="added")} THEN
        RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = TG_ARGV[0];
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER commissions_transfer_refuses_insert AFTER INSERT ON commissions_transfer
REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION commissions_transfer_refuses_insert('{FOREIGN_MESSAGE}')
"""
