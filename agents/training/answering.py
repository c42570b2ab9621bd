"""Answering a lesson's questions, and with that doing it: the only writer of `LessonDone`."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Prefetch
from django.utils.translation import gettext

from agents.models import Agent
from agents.training.grading import Mark, mark
from agents.training.models import Choice, Lesson, LessonDone


@dataclass(frozen=True)
class Asked:
    """A question with its choices, of which one or more are right; `mark` of what was chosen."""

    pk: int
    text: str
    explanation: str
    choices: list[Choice]
    mark: Mark

    @property
    def right(self) -> list[Choice]:
        return [choice for choice in self.choices if choice.right]

    @property
    def has_several(self) -> bool:
        return len(self.right) > 1


class Unanswered(Exception):
    """A question was left out, so it was no attempt. `answers` as far as they go."""

    def __init__(self, answers: list[Asked]) -> None:
        super().__init__(gettext("Answer every question first."))
        self.answers = answers


def graded(lesson: Lesson, *, chosen: AbstractSet[int] = frozenset()) -> list[Asked]:
    """What the lesson asks, with marks for the choices of these ids. A question of which no choice
    is right yet isn't asked."""
    choices = Prefetch("choices", Choice.objects.order_by("position", "id"), to_attr="offered")
    asked = []
    for question in lesson.questions.order_by("position", "id").prefetch_related(choices):
        offered = {choice.pk: choice.right for choice in question.offered}
        right = {choice for choice, is_right in offered.items() if is_right}
        if right:
            marked = mark(choices=offered.keys(), right=right, chosen=chosen)
            told = (question.pk, question.text, question.explanation, question.offered, marked)
            asked.append(Asked(*told))
    return asked


def hand_in(agent: Agent, lesson: Lesson, *, chosen: AbstractSet[int], at: datetime) -> list[Asked]:
    """The lesson is done once all of it is answered right; where nothing is asked, by this alone.
    What was done stays done, whatever is handed in later."""
    answers = graded(lesson, chosen=chosen)
    if not all(asked.mark.is_answered for asked in answers):
        raise Unanswered(answers)
    _note(agent, lesson, at=at, right=all(asked.mark.is_right for asked in answers))
    return answers


def _note(agent: Agent, lesson: Lesson, *, at: datetime, right: bool) -> None:
    then = {"last_at": at, "done_at": at if right else None}
    one = {"agent": agent, "lesson": lesson}
    with transaction.atomic():
        _, is_first = LessonDone.objects.get_or_create(**one, defaults={"attempts": 1, **then})
        if not is_first:
            under_way = LessonDone.objects.filter(**one, done_at=None)
            under_way.update(attempts=F("attempts") + 1, **then)
