"""A bank's file read in: each entry finds its item, and changes it or says why not.

What is unknown, repeated or at odds with the item is reported and changes nothing.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from functools import partial

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet

from commissions.payouts import outcomes
from commissions.payouts.batches import PayoutRefused
from commissions.payouts.files.answers import reasons as codes
from commissions.payouts.files.answers.answer import Answer, Outcome
from commissions.payouts.files.answers.read import read
from commissions.payouts.models import AnswerFile, Batch, Item
from commissions.payouts.outcomes import Reason
from mlmsite.lib.money import format_minor

_CHUNK = 10_000


@dataclass(frozen=True)
class Told:
    """What became of one entry: `changed` says whether it changed the item."""

    where: str
    ref: str
    changed: bool
    words: str


def read_in(
    content: bytes, *, name: str, by: AbstractBaseUser, at: datetime, today: date
) -> AnswerFile:
    """All of the file, or nothing. Raises Unreadable (files/answers/)."""
    read_answers = read(content)
    with transaction.atomic():
        batches = _locked(read_answers)
        answers = list(_spread(read_answers))
        items = _items(answers, batches)
        found = {
            Outcome.PAID: _paid(answers, items, at=at, today=today),
            Outcome.REFUSED: _refused(answers, items, at=at, today=today),
        }
        items = _items(answers, batches)
        told = [_tell(answer, items, found) for answer in answers]
        return AnswerFile.objects.create(
            name=name[:200],
            sha256=hashlib.sha256(content).hexdigest(),
            read_at=at,
            read_by=by,
            report=[asdict(t) for t in told],
        )


def _locked(answers: Iterable[Answer]) -> dict[int, Batch]:
    """Those named, and those of the payouts named, before anything is looked at; in one order, so
    that two files never wait for each other."""
    named, ids = _numbers(answers, "B"), list(_numbers(answers, "P"))
    for some in _chunks(ids):
        named |= set(Item.objects.filter(pk__in=some).values_list("batch_id", flat=True).distinct())
    there = Batch.objects.select_for_update(no_key=True).filter(pk__in=named)
    return {batch.pk: batch for batch in there.order_by("pk")}


def _spread(answers: Iterable[Answer]) -> Iterator[Answer]:
    """An answer about a whole batch is one about each of its items that is on its way."""
    for answer in answers:
        number = _number(answer.ref, "B")
        found: list[Item] = []
        if number is not None:
            found = list(_on_their_way(number).order_by("pk"))
        if not found or _another_sum(answer, found):
            yield answer
            continue
        for item in found:
            yield replace(answer, ref=item.ref, amount_minor=None, whole=True)


def _on_their_way(batch: int | None) -> QuerySet[Item]:
    return Item.objects.filter(batch=batch, state=Item.State.SENT)


def _another_sum(answer: Answer, items: list[Item]) -> bool:
    """A bank that books less than all of it has not paid all of it, and doesn't say whom not."""
    if answer.amount_minor is None:
        return False
    total = sum(item.amount_minor for item in items)
    return (answer.amount_minor, answer.currency) != (total, items[0].currency)


def _items(answers: Iterable[Answer], batches: dict[int, Batch]) -> dict[str, Item]:
    """As they are now, by their refs."""
    found = {}
    for some in _chunks(list(_numbers(answers, "P"))):
        for item in Item.objects.filter(pk__in=some):
            item.batch = batches[item.batch_id]
            found[item.ref] = item
    return found


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


def _numbers(answers: Iterable[Answer], letter: str) -> set[int]:
    return {n for answer in answers if (n := _number(answer.ref, letter)) is not None}


def _number(ref: str, letter: str) -> int | None:
    """Of a ref as we write it: another program's order, paid from the same account, may be B7."""
    digits = ref[1:]
    if ref[:1] != letter or not (digits.isascii() and digits.isdigit() and len(digits) <= 18):
        return None
    number = int(digits)
    return number if _OF_LETTER[letter](pk=number).ref == ref else None


_OF_LETTER: dict[str, type[Batch] | type[Item]] = {"B": Batch, "P": Item}


New = dict[int, bool | str]
"""By item: whether what a file says of it is new, or why it can't be."""


def _paid(answers: Iterable[Answer], items: dict[str, Item], *, at: datetime, today: date) -> New:
    """A batch's items of one day are settled together."""
    groups: dict[tuple[Batch, date], set[int]] = defaultdict(set)
    for answer, item in _fitting(answers, items, Outcome.PAID):
        groups[item.batch, answer.on or today].add(item.pk)
    result: New = {}
    for (batch, on), ids in groups.items():
        paid = partial(outcomes.paid, batch, on=on, at=at, today=today, only=ids)
        # Of a payout that is told for two days, what was new on one of them stays new.
        result |= {pk: said for pk, said in _new(paid, ids).items() if result.get(pk) is not True}
    return result


def _refused(
    answers: Iterable[Answer], items: dict[str, Item], *, at: datetime, today: date
) -> New:
    """After what is paid, so that one file may tell both; the first reason counts, a payment's own
    before its order's."""
    groups: dict[Batch, dict[int, Reason]] = defaultdict(dict)
    found = list(_fitting(answers, items, Outcome.REFUSED))
    for answer, item in sorted(found, key=lambda told: told[0].whole):
        # What is wrong with the whole order is no payee's fault, whatever the code.
        of_account = not answer.whole and codes.of_the_account(answer.code)
        reason = Reason(answer.code, _reason(answer), of_account)
        groups[item.batch].setdefault(item.pk, reason)
    result: New = {}
    for batch, reasons in groups.items():
        refused = partial(outcomes.refused_of, batch, reasons, at=at, today=today)
        result |= _new(refused, reasons)
    return result


def _fitting(
    answers: Iterable[Answer], items: dict[str, Item], outcome: Outcome
) -> Iterator[tuple[Answer, Item]]:
    for answer in answers:
        item = items.get(answer.ref)
        if item is not None and answer.outcome == outcome and not _at_odds(answer, item):
            yield answer, item


def _new(step: Callable[[], set[int]], ids: Iterable[int]) -> New:
    try:
        new = step()
    except PayoutRefused as e:
        return dict.fromkeys(ids, str(e))
    return {pk: pk in new for pk in ids}


def _tell(answer: Answer, items: dict[str, Item], found: dict[Outcome, New]) -> Told:
    item = items.get(answer.ref)
    if item is None:
        return Told(answer.where, answer.ref, False, _of_no_item(answer))
    if answer.outcome == Outcome.PENDING:
        words = _at_odds(answer, item) or answer.words or "On its way."
        return Told(answer.where, answer.ref, False, words)
    changed, words = False, _at_odds(answer, item)
    if not words:
        new = found[answer.outcome]
        # The first entry that says so changes it.
        said, new[item.pk] = new[item.pk], False
        changed, words = said is True, said if isinstance(said, str) else _meant(answer)
    if not changed:
        words = f"Changes nothing, the payout is {item.get_state_display().lower()}. {words}"
    return Told(answer.where, answer.ref, changed, words)


def _meant(answer: Answer) -> str:
    if answer.outcome == Outcome.PAID:
        return "Paid."
    return f"Did not arrive: {_reason(answer)}"


def _reason(answer: Answer) -> str:
    return f"{answer.code} {answer.words}".strip()


def _of_no_item(answer: Answer) -> str:
    batch = Batch.objects.filter(pk=_number(answer.ref, "B")).first()
    if batch is None:
        return "Unknown: no payout has this reference."
    amounts = list(_on_their_way(batch.pk).values_list("amount_minor", flat=True))
    if answer.amount_minor is None or not amounts:
        return "Changes nothing: nothing of this batch is on its way."
    told = _money(answer.amount_minor, answer.currency)
    ours = _money(sum(amounts), batch.currency)
    return f"Changes nothing: the file says {told}, and of this batch {ours} are on their way."


def _at_odds(answer: Answer, item: Item) -> str:
    if answer.amount_minor is None:
        return ""
    told = _money(answer.amount_minor, answer.currency)
    ours = _money(item.amount_minor, item.currency)
    return "" if told == ours else f"The file says {told}, the payout is of {ours}."


def _money(amount_minor: int, currency: str) -> str:
    return f"{format_minor(amount_minor, currency)} {currency}"
