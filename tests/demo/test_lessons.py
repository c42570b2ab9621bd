"""The demo's lessons: whole, honest, and done by some."""

from datetime import date, timedelta

import pytest

from agents.models import Lesson, LessonDone, Path, Question
from agents.training import answering, progress, recruits
from commissions.demo import lessons
from mlmsite.lib.markdown import html
from tests import build

SINCE, UNTIL = date(2026, 5, 1), date(2026, 11, 22)


@pytest.fixture
def ann(db):
    """Ann with twenty recruits who joined one after another."""
    ann = build.agent("ANN")
    for number in range(20):
        build.agent(f"R{number:02}", under=ann, joined_on=UNTIL - timedelta(days=9 * number))
    lessons.teach(distributor=ann, since=SINCE, until=UNTIL)
    return ann


def test_every_lesson_and_question_is_valid_and_can_be_answered(ann):
    for row in [*Path.objects.all(), *Lesson.objects.all(), *Question.objects.all()]:
        row.full_clean()
    assert list(Path.objects.order_by("id").values_list("starts_on_joining", flat=True)) == [1, 0]
    assert Lesson.objects.count() == 8
    for lesson in Lesson.objects.all():
        assert len(answering.graded(lesson)) == lesson.questions.count()
        assert all(len(asked.choices) > 1 for asked in answering.graded(lesson))
        assert "&lt;" not in html(lesson.body)


def test_some_are_through_some_have_stopped_and_the_distributor_goes_on(ann):
    team = recruits.recruits_of(ann, on=UNTIL)
    first = recruits.lessons_of_first_steps()
    steps = recruits.first_steps(team, lessons=first, today=UNTIL)
    assert {step.is_done for step in steps} == {step.has_stopped for step in steps} == {True, False}
    assert all(step.last_on is None or step.last_on >= step.agent.joined_on for step in steps)
    mine = progress.paths_of(ann, on=UNTIL)
    assert [(path.is_done, path.count) for path in mine] == [(True, 5), (False, 1)]


def test_it_is_written_once(ann):
    before = LessonDone.objects.count()
    lessons.teach(distributor=ann, since=SINCE, until=UNTIL)
    assert (Path.objects.count(), LessonDone.objects.count()) == (2, before)
