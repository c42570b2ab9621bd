"""What the database itself refuses, on SQLite and PostgreSQL alike, as an integrity error.

- Accounts, transfers, lines, runs and commissioned charges, approvals, banks' answers, visitors'
  orders and the audit log: no UPDATE, DELETE or TRUNCATE.
- A transfer between accounts that aren't there, or aren't of its currency. On PostgreSQL one look
  at all rows of a statement, where foreign keys would look at each row at the commit.
- A plan that a run has used, and its ranks: no change.
- A charge that a night has commissioned: no change of what was commissioned, and no DELETE.
- An agreement that somebody has accepted: no change. Applications: no change of who accepted what,
  when and from where, and no DELETE once confirmed.
- Moves and changes of status: no change of who, when, from, to and why, and no DELETE.
- Payouts: a batch is approved by who neither made it nor is one of its payees, nor has set the
  method of one; it gets no other items after its draft, and is sent with enough approvals of the
  items that it has. Batches and items begin at their beginning and take no step that there isn't,
  none back above all.
- Adjustments of an account of one's own: none is made, decided on or reversed.
- Adjustments, payout methods, tax forms, holds, batches, customers' cancellations: no change of
  what they say, nor of who took a step and when, and no DELETE.

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
    "commissions_approval",
    "commissions_answerfile",
    "agents_order",
    "auditlog_logentry",
)

# All but the night that first sees them.
HISTORY = {
    "agents_move": "agent_id, from_sponsor_id, to_sponsor_id, moved_at, moved_by_id, reason",
    "agents_statuschange": "agent_id, before, after, changed_at, changed_by_id, reason",
}

# What they say, none of it ever empty; not what became of them.
SAYING = {
    "commissions_payoutmethod": "agent_id, rail, masked, set_at, set_by_id, pays_from, told",
    "commissions_taxform": "agent_id, kind, masked, signed_at, signed_by_id",
    "commissions_hold": "agent_id, reason, placed_at, placed_by_id",
    "commissions_batch": "rail, currency, pay_on, made_at, made_by_id",
    "commissions_item": "batch_id, agent_id, method_id, amount_minor, currency",
    "commissions_adjustment": "agent_id, kind, amount_minor, currency, reason, made_at, made_by_id,"
    " needs_second",
    "agents_cancellation": "subscription_id, ends_on, cancelled_at",
}

# Who took a step, and when: empty before it, and never changed after.
STEPS = {
    "commissions_batch": "submitted_at, submitted_by_id, sent_at, sent_by_id, rejected_at,"
    " rejected_by_id",
    "commissions_hold": "lifted_at, lifted_by_id",
    "commissions_adjustment": "decided_at, decided_by_id, reversed_at, reversed_by_id",
    "agents_cancellation": "undone_at",
    "agents_application": "confirmed_at, agent_id",
}

# The steps that there are. A batch of which an item is taken out is submitted anew.
BATCH_STEPS = {
    "draft": "'submitted', 'rejected'",
    "submitted": "'approved', 'rejected'",
    "approved": "'submitted', 'sent', 'rejected'",
    "sent": "'settled'",
}
ITEM_STEPS = {"pending": "'sent', 'removed'", "sent": "'paid', 'failed'", "paid": "'returned'"}

APPLIED = "name, email, code, through_id, sponsor_id, agreement_id, accepted_at, address"

PLAN_USED = "EXISTS (SELECT 1 FROM commissions_run r WHERE r.plan_id = {plan})"
AGREEMENT_USED = "EXISTS (SELECT 1 FROM agents_application a WHERE a.agreement_id = OLD.id)"
CHARGE_USED = "EXISTS (SELECT 1 FROM commissions_commissionedcharge c WHERE c.charge_id = OLD.id)"
MAKER_APPROVES = """
EXISTS (
    SELECT 1 FROM commissions_batch b WHERE b.id = NEW.batch_id
    AND NEW.approver_id IN (b.made_by_id, b.submitted_by_id)
)
"""
EDITOR_APPROVES = """
EXISTS (
    SELECT 1 FROM commissions_item i JOIN commissions_payoutmethod m ON m.id = i.method_id
    WHERE i.batch_id = NEW.batch_id AND i.state <> 'removed' AND m.set_by_id = NEW.approver_id
)
"""
PAYEE_APPROVES = """
EXISTS (
    SELECT 1 FROM commissions_item i JOIN agents_agent a ON a.id = i.agent_id
    WHERE i.batch_id = NEW.batch_id AND i.state <> 'removed' AND a.user_id = NEW.approver_id
)
"""
OWN_ACCOUNT = """
EXISTS (SELECT 1 FROM agents_agent a WHERE a.id = NEW.agent_id AND ({who}))
"""
UNAPPROVED = """
NEW.state IN ('approved', 'sent', 'settled') AND NEW.approvals_needed > (
    SELECT COUNT(*) FROM commissions_approval a
    WHERE a.batch_id = NEW.id AND a.items_sha256 = NEW.items_sha256
)
"""
NOT_SUBMITTED = """
NOT EXISTS (
    SELECT 1 FROM commissions_batch b WHERE b.id = NEW.batch_id
    AND b.state = 'submitted' AND b.items_sha256 = NEW.items_sha256
)
"""
LOWERED = """
OLD.state <> 'draft' AND NEW.items_sha256 = OLD.items_sha256
AND NEW.approvals_needed < OLD.approvals_needed
"""
NO_DRAFT = """
NOT EXISTS (SELECT 1 FROM commissions_batch b WHERE b.id = NEW.batch_id AND b.state = 'draft')
"""


@dataclass(frozen=True)
class Refusal:
    """No `event` (UPDATE, DELETE, INSERT) on rows of `table` where `when` holds. Of several for
    the same event `about` tells the names apart."""

    table: str
    event: str
    message: str
    when: str = "TRUE"
    columns: str = ""
    about: str = ""

    @property
    def name(self) -> str:
        return f"{self.table}_refuses_{self.event.lower()}{self.about}"


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
    accepted = "an agreement that somebody has accepted never changes; add a new version"
    kept_as_accepted = "what was accepted stays on record"
    joining = [
        *(
            Refusal("agents_agreement", event, accepted, AGREEMENT_USED)
            for event in ("UPDATE", "DELETE")
        ),
        Refusal("agents_application", "UPDATE", kept_as_accepted, columns=APPLIED),
        Refusal(
            "agents_application",
            "DELETE",
            kept_as_accepted,
            "OLD.confirmed_at IS NOT NULL",
        ),
    ]
    payouts = [
        Refusal(
            "commissions_approval",
            "INSERT",
            "whoever made a batch can not approve it",
            MAKER_APPROVES,
            about="_by_maker",
        ),
        Refusal(
            "commissions_approval",
            "INSERT",
            "whoever set the payout method of a payee can not approve the batch",
            EDITOR_APPROVES,
            about="_by_editor",
        ),
        Refusal(
            "commissions_approval",
            "INSERT",
            "whoever is paid by a batch can not approve it",
            PAYEE_APPROVES,
            about="_by_payee",
        ),
        # Else somebody could approve a draft, and submit it.
        Refusal(
            "commissions_approval",
            "INSERT",
            "an approval is of the items that a submitted batch has",
            NOT_SUBMITTED,
            about="_too_early",
        ),
        Refusal(
            "commissions_batch",
            "UPDATE",
            "a batch goes on with enough approvals of the items that it has",
            UNAPPROVED,
            "state, items_sha256, approvals_needed",
            about="_unapproved",
        ),
        Refusal(
            "commissions_batch",
            "UPDATE",
            "as many approve the items as were needed when they were submitted",
            LOWERED,
            "approvals_needed",
            about="_lowered",
        ),
        Refusal("commissions_item", "INSERT", "only a draft gets items", NO_DRAFT),
    ]
    for table, first, steps in (
        ("commissions_batch", "draft", BATCH_STEPS),
        ("commissions_item", "pending", ITEM_STEPS),
    ):
        begins, no_step = f"{table}: begins as {first}", f"{table}: there is no such step"
        elsewhere = f"NEW.state <> '{first}'"
        payouts.append(Refusal(table, "INSERT", begins, elsewhere, about="_begun"))
        payouts.append(Refusal(table, "UPDATE", no_step, _no_step(steps), "state", "_wrong_way"))
    own = "nobody adjusts an account of its own"
    made = OWN_ACCOUNT.format(who="a.user_id = NEW.made_by_id")
    # Only where it is new: whoever decided may have become an agent since.
    decided = OWN_ACCOUNT.format(
        who=" OR ".join(
            f"a.user_id = NEW.{step} AND OLD.{step} IS NULL"
            for step in ("decided_by_id", "reversal_asked_by_id", "reversed_by_id")
        )
    )
    payouts.append(Refusal("commissions_adjustment", "INSERT", own, made, about="_own"))
    payouts.append(Refusal("commissions_adjustment", "UPDATE", own, decided, about="_own"))
    kept = "what was done stays on record"
    history = [
        Refusal(table, event, kept, columns=columns if event == "UPDATE" else "")
        for table, columns in HISTORY.items()
        for event in ("UPDATE", "DELETE")
    ]
    for table, columns in SAYING.items():
        changed = " OR ".join(f"OLD.{c} <> NEW.{c}" for c in columns.split(", "))
        history.append(Refusal(table, "UPDATE", kept, changed))
        history.append(Refusal(table, "DELETE", kept))
    # Until it is reversed somebody may take back that it should be.
    asked = "COALESCE(OLD.reversal_asked_by_id <> NEW.reversal_asked_by_id, TRUE)"
    asked = f"OLD.reversed_by_id IS NOT NULL AND OLD.reversal_asked_by_id IS NOT NULL AND {asked}"
    history.append(Refusal("commissions_adjustment", "UPDATE", kept, asked, about="_of_reversals"))
    for table, columns in STEPS.items():
        changed = " OR ".join(
            f"OLD.{c} IS NOT NULL AND (NEW.{c} IS NULL OR NEW.{c} <> OLD.{c})"
            for c in columns.split(", ")
        )
        history.append(Refusal(table, "UPDATE", kept, changed, about="_of_steps"))
    return [*only_added, *plan, *rank, *charge, *joining, *payouts, *history]


def _no_step(steps: dict[str, str]) -> str:
    ways = " OR ".join(
        f"OLD.state = '{before}' AND NEW.state IN ({after})" for before, after in steps.items()
    )
    return f"OLD.state <> NEW.state AND NOT ({ways})"


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
