"""A batch's whole way, each step by a process that is killed: for test_kill.py, which starts it.

    python -c "from tests.payouts import walk; walk.killed_everywhere()"

A step is taken in a child, which dies after its first statement; then again, in a child that dies
after its second; and so on, until one has committed and dies before it can say so. Then the step is
taken once more, by somebody who doesn't know that.
"""

import os
import signal
from collections.abc import Callable, Iterator
from itertools import count

from django.db import connection

from agents.models import Agent
from commissions.adjustments import adjust as adjusting
from commissions.adjustments.adjust import AdjustmentRefused
from commissions.adjustments.models import Adjustment
from commissions.ledger.models import Transfer
from commissions.payouts.answers import read_in
from commissions.payouts.approving import approve
from commissions.payouts.batches import PayoutRefused
from commissions.payouts.drafts import make_drafts
from commissions.payouts.models import AnswerFile, Approval, Batch, Item
from commissions.payouts.orders import sent_file
from commissions.payouts.outcomes import paid, refused
from commissions.payouts.removing import reject, remove
from commissions.payouts.sending import send
from commissions.payouts.submitting import submit
from tests.payouts.people import NOW, TODAY, breaches, by_now, user

AT = {"at": NOW, "today": TODAY}


def draft() -> None:
    make_drafts(on=TODAY, pay_on=TODAY, by=user("max"), at=NOW)


def submit_it() -> None:
    submit(last(), **by_now("max"))


def reject_it() -> None:
    reject(last(), because="the wrong day", **by_now("amy"))


def approve_it() -> None:
    approve(last(), by=user("amy"), at=NOW)


def remove_eve() -> None:
    remove(item_of("EVE"), because="a doubt", **by_now("amy"))


def send_it() -> None:
    send(last(), **by_now("max"))


def pay_bea_and_cy() -> None:
    ids = {item_of(code).pk for code in ("BEA", "CY")}
    paid(last(), on=TODAY, **AT, only=ids)


def refuse_dan() -> None:
    refused(item_of("DAN"), code="AC04", words="closed", **AT)


def read_that_cy_comes_back() -> None:
    ref = item_of("CY").ref
    file = f"ref,outcome,code,words\n{ref},refused,AC01,wrong number\n".encode()
    read_in(file, name="bank.csv", **by_now("max"))


def adjust() -> None:
    told = {"kind": "fee", "amount_minor": -5_00, "currency": "EUR", "reason": "a form"}
    adjusting.adjust(Agent.objects.get(code="BEA"), **told, **by_now("max"))


def approve_adjustment() -> None:
    adjusting.approve(Adjustment.objects.get(), **by_now("amy"))


def ask_for_undoing() -> None:
    adjusting.undo(Adjustment.objects.get(), because="a mistake", **by_now("amy"))


def approve_undoing() -> None:
    adjusting.approve_undo(Adjustment.objects.get(), **by_now("max"))


STEPS = (
    # One that is rejected; and one of which Eve is taken out, so that it is approved again.
    *(draft, submit_it, reject_it),
    *(draft, submit_it, approve_it, remove_eve, approve_it),
    *(send_it, pay_bea_and_cy, refuse_dan, read_that_cy_comes_back),
    *(adjust, approve_adjustment, ask_for_undoing, approve_undoing),
)

ONCE_MORE_IS_ANOTHER = (adjust,)
"""A second fee may be meant: whoever doesn't know looks at the list."""


def last() -> Batch:
    return Batch.objects.latest("pk")


def item_of(code: str) -> Item:
    return last().items.select_related("batch").get(agent__code=code)


def straight() -> None:
    for step in STEPS:
        step()


def killed_everywhere() -> None:
    """Prints how often each step was killed."""
    for step in STEPS:
        before = told()
        for statements in count(1):
            _take_and_die(step, after=statements)
            if told() != before:
                break
        assert breaches() == [], step.__name__
        after = told()
        if step not in ONCE_MORE_IS_ANOTHER:
            _once_more(step)
        assert told() == after, step.__name__
        print(step.__name__, statements)


def _take_and_die(step: Callable[[], None], *, after: int) -> None:
    # Neither shares the other's connection.
    connection.close()
    child = os.fork()
    if child == 0:
        _die_after(after)
        step()
        os.kill(os.getpid(), signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL, (step, status)


def _die_after(statements: int) -> None:
    done = count(1)

    def execute_and_die(execute, *args):
        result = execute(*args)
        if next(done) == statements:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    connection.execute_wrappers.append(execute_and_die)


def _once_more(step: Callable[[], None]) -> None:
    try:
        step()
    except (PayoutRefused, AdjustmentRefused):
        return


def told() -> list[tuple]:
    """All that has happened, without the numbers that rows got by chance."""
    return [*_transfers(), *_states()]


def file() -> str:
    """The bank's, without those numbers."""
    batch = last()
    text = sent_file(batch).decode().replace(batch.ref, "BATCH")
    for ref, name in _names().items():
        text = text.replace(ref, name)
    return text


def _names() -> dict[str, str]:
    names = {item.ref: item.agent.code for item in Item.objects.select_related("agent")}
    return names | {adjustment.ref: "A" for adjustment in Adjustment.objects.all()}


def _transfers() -> Iterator[tuple]:
    names = _names()
    found = Transfer.objects.order_by("pk").values_list(
        "key", "debit__name", "credit__name", "amount_minor"
    )
    for key, *rest in found:
        start, _, ref = key.rpartition(":")
        yield (f"{start}:{names.get(ref, ref)}", *rest)


def _states() -> Iterator[tuple]:
    yield from Batch.objects.order_by("pk").values_list("state", "approvals_needed")
    yield from Item.objects.order_by("batch", "agent__code").values_list(
        "agent__code", "state", "amount_minor", "code", "words"
    )
    yield from Approval.objects.order_by("pk").values_list("approver__username")
    yield from Adjustment.objects.values_list(
        "state", "amount_minor", "reversal_asked_by__username"
    )
    # Whoever reads a file twice has read two files; the second changes nothing.
    yield from AnswerFile.objects.filter(report__0__changed=True).values_list("name")
