"""A lesson is done when all of it is answered right, once and for good."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from agents.models import LessonDone
from agents.training import answering, progress
from tests import build
from tests.threads import together
from tests.training import lessons
from tests.training.lessons import NOW, ask, chosen, taught

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def ann(db):
    return build.agent("ANN")


def answer(agent, lesson, *choices: set[int], at=NOW):
    return answering.hand_in(agent, lesson, chosen=frozenset().union(*choices), at=at)


def test_a_lesson_without_questions_is_done_by_saying_so(ann):
    [lesson] = taught(lessons.path())
    answer(ann, lesson)
    done = LessonDone.objects.get()
    assert (done.agent, done.lesson, done.done_at, done.attempts) == (ann, lesson, NOW, 1)


def test_wrong_answers_are_attempts_and_the_right_ones_do_it(ann):
    [lesson] = taught(lessons.path())
    one = ask(lesson, right=["a"], wrong=["b"])
    two = ask(lesson, right=["c", "d"], wrong=["e"])
    first, second = answer(ann, lesson, chosen(one, "a"), chosen(two, "c"))
    assert first.mark.is_right
    assert (second.mark.is_right, second.mark.missing) == (False, 1)
    assert progress.done_by(ann) == set()
    answer(ann, lesson, chosen(one, "a"), chosen(two, "c", "d"), at=LATER)
    done = LessonDone.objects.get()
    assert (done.attempts, done.last_at, done.done_at) == (2, LATER, LATER)


def test_a_question_left_out_is_no_attempt(ann):
    [lesson] = taught(lessons.path())
    one, _ = ask(lesson, right=["a"], wrong=["b"]), ask(lesson, right=["c"], wrong=["d"])
    with pytest.raises(answering.Unanswered, match="Answer every question first") as refused:
        answer(ann, lesson, chosen(one, "b"))
    assert [asked.mark.is_answered for asked in refused.value.answers] == [True, False]
    assert not LessonDone.objects.exists()


def test_a_question_without_a_right_choice_is_not_asked(ann):
    [lesson] = taught(lessons.path())
    ask(lesson, right=[], wrong=["a", "b"])
    assert answering.graded(lesson) == []
    answer(ann, lesson)
    assert progress.done_by(ann) == {lesson.pk}


def test_what_was_done_stays_done_however_the_lesson_changes_and_whatever_comes_after(ann):
    [lesson] = taught(lessons.path())
    answer(ann, lesson)
    added = ask(lesson, right=["a"], wrong=["b"])
    answer(ann, lesson, chosen(added, "b"), at=LATER)
    done = LessonDone.objects.get()
    assert (done.done_at, done.attempts) == (NOW, 1)


def test_two_windows_at_once_count_two_attempts_in_one_row(transactional_db):
    ann = build.agent("ANN")
    [lesson] = taught(lessons.path())
    wrong = chosen(ask(lesson, right=["a"], wrong=["b"]), "b")
    assert together(*[lambda: answer(ann, lesson, wrong)] * 4) == []
    assert LessonDone.objects.get().attempts == 4


@pytest.mark.parametrize(
    "wrong",
    [{"attempts": 0}, {"done_at": LATER}, {"lesson_id": None}],
)
def test_the_database_refuses_what_can_not_be(ann, wrong):
    [lesson] = taught(lessons.path())
    fields = {"agent": ann, "lesson_id": lesson.pk, "attempts": 1, "last_at": NOW, "done_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        LessonDone.objects.create(**fields | wrong)
